package dev.saltern.lookup.web;

/// What stands around a page's content.
///
/// @param api the address of the same in the REST API; empty where there is none
/// @param cli the command that prints the same; empty where there is none
/// @param chart whether the page draws one
record Shell(String title, Area area, String api, String cli, boolean chart) {
  /// What htmx may do. Its own style element and anything it would evaluate are against the pages'
  /// content security policy; a history kept in the browser would outlive the session.
  static final String HTMX =
      "{\"includeIndicatorStyles\":false,\"allowEval\":false,\"historyCacheSize\":0,\"selfRequestsOnly\":true}";

  static Shell of(String title, Area area, String api, String cli) {
    return new Shell(title, area, api, cli, false);
  }

  Shell withChart() {
    return new Shell(title, area, api, cli, true);
  }
}
