/// Bytes to values and back: msgpack, AES, RSA, PEM, bus frames, JSON of a Salt value. No sockets,
/// no clock. Whatever is not what it claims to be is a [WireException].
@NullMarked
package dev.saltern.wire;

import org.jspecify.annotations.NullMarked;
