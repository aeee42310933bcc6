package dev.saltern.channel;

/// The nonce and token of a recorded exchange.
record FixedSecrets(String nonce, String token) implements Secrets {}
