/// Try it, measure it, break it: what starts a whole tree on loopback. Never in the packages.
@NullMarked
package dev.saltern.demo;

import org.jspecify.annotations.NullMarked;
