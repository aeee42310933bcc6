/// Bytes to values and back: msgpack, AES, RSA, PEM, bus frames, JSON of a Salt value. No sockets,
/// no clock. Whatever is not what it claims to be is a [WireException].
///
/// From the inside out: [DataCodec] is values as msgpack, [Crypticle] the AES envelope around one,
/// [Payload] (by [PayloadCodec]) the outer map around that, as it stands in a ZeroMQ frame;
/// [RsaKey] and [RsaPublicKey] sign and hand over keys ([AuthLoad], [PillarReply]). [EventFrame] is
/// the local event bus, [JsonText] the columns of the job cache. Every message is in
/// docs/reference/wire.md.
@NullMarked
package dev.saltern.wire;

import org.jspecify.annotations.NullMarked;
