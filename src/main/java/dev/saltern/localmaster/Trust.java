package dev.saltern.localmaster;

import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.SignatureAlgorithm;

/// What a MoM must prove, and with which algorithms. Immutable.
///
/// @param finger `syndic_finger`: the MoM key's fingerprint; empty: the first key seen is believed
/// @param hashType the minion's `hash_type`: what that fingerprint is made with
/// @param verifyPubkeySign `verify_master_pubkey_sign`: the MoM's key must be signed
/// @param alwaysVerifySignature whether that is checked at every sign-in, not only at a new key
/// @param signKeyName `master_sign_key_name`: the name of the signing key's `.pub`
/// @param checkPublications `sign_pub_messages` of the minion: publications must be signed
/// @param encryption `encryption_algorithm`
/// @param signing `signing_algorithm`
/// @param signReturns `minion_sign_messages`: whether we sign what we send
public record Trust(
    String finger,
    HashType hashType,
    boolean verifyPubkeySign,
    boolean alwaysVerifySignature,
    String signKeyName,
    boolean checkPublications,
    OaepAlgorithm encryption,
    SignatureAlgorithm signing,
    boolean signReturns) {}
