package dev.saltern.lookup.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/// The templates of `src/main/jte`, compiled with us. Thread-safe.
final class Templates {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Templates.class.getClassLoader(),
          Templates.class.getPackageName());

  private Templates() {}

  /// The page that a template makes of a view.
  static Answer page(String template, Object view) {
    return page(200, template, view);
  }

  static Answer page(int status, String template, Object view) {
    StringOutput out = new StringOutput(32 << 10);
    ENGINE.render(template, view, out);
    return Answer.html(status, out.toString());
  }
}
