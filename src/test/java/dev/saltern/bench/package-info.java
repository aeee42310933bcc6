/// Benchmarks by JMH; not run by the build. After `test-compile`: `java -cp <test class path>
/// org.openjdk.jmh.Main WireBenchmark`.
@NullMarked
package dev.saltern.bench;

import org.jspecify.annotations.NullMarked;
