package dev.saltern.lookup.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The files that pages load: ours, and those of htmx and uPlot from their jars. Nothing comes from
/// elsewhere. An address has a digest of what is there, so a browser may keep it for ever.
/// Thread-safe.
final class Assets {
  private static final String JARS = "META-INF/resources/webjars/";
  private static final Map<String, String> PLACES =
      Map.of(
          "saltern.css",
          "static/saltern.css",
          "saltern.js",
          "static/saltern.js",
          "icon.svg",
          "static/icon.svg",
          "htmx.min.js",
          JARS + "htmx.org/2.0.8/dist/htmx.min.js",
          "uPlot.iife.min.js",
          JARS + "uplot/1.6.30/dist/uPlot.iife.min.js",
          "uPlot.min.css",
          JARS + "uplot/1.6.30/dist/uPlot.min.css");
  private static final Map<String, Asset> ALL = all();

  /// @param version changes with the body
  record Asset(String mediaType, byte[] body, String version) {}

  private Assets() {}

  /// A file by its name; nothing where there is none.
  static Optional<Asset> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /// The address of a file.
  ///
  /// @throws IllegalStateException where there is none of that name
  static String href(String name) {
    Asset asset = find(name).orElseThrow(() -> new IllegalStateException("no file " + name));
    return "/static/" + name + "?v=" + asset.version();
  }

  private static Map<String, Asset> all() {
    Map<String, Asset> assets = new TreeMap<>();
    PLACES.forEach((name, place) -> assets.put(name, read(name, place)));
    return assets;
  }

  private static Asset read(String name, String place) {
    try (InputStream file = Assets.class.getClassLoader().getResourceAsStream(place)) {
      if (file == null) {
        throw new IllegalStateException(place + " is not on the class path");
      }
      byte[] body = file.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return new Asset(mediaType(name), body, HexFormat.of().formatHex(digest, 0, 6));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String mediaType(String name) {
    if (name.endsWith(".js")) {
      return "text/javascript; charset=utf-8";
    }
    return name.endsWith(".css") ? "text/css; charset=utf-8" : "image/svg+xml";
  }
}
