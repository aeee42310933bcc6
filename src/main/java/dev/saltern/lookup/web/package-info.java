/// The pages: [WebPages] has the routes, each page a class that asks [dev.saltern.lookup.Lookup]
/// and a template in `src/main/jte` of its name.
///
/// A page makes a view, a record of what is shown; its template writes it, and escapes every value
/// on the way (jte's Html content type; its classes are generated into this package, so that a view
/// is nobody else's business). What is in an address goes through [Links].
@NullMarked
package dev.saltern.lookup.web;

import org.jspecify.annotations.NullMarked;
