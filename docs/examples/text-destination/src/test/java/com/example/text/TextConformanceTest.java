package com.example.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.SimpleFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

class TextConformanceTest extends DestinationConformance {
    private static final Path ROOT = Path.of("target", "conformance-text");

    @Override
    protected ConformanceFixture fixture() {
        return SimpleFixture.of("text")
                .config(space -> Map.of("url", "text://" + Files.createDirectories(ROOT.resolve(space))))
                .invalid("another scheme", Map.of("url", "ftp://here"), "SETTINGS_INVALID")
                .refused("a missing directory", Map.of("url", "text:///not/there"), "DIRECTORY_MISSING")
                .refusedRow(Refuser.DESTINATION, space -> Map.of("id", "too long for a file name".repeat(20)))
                .seed((space, id, fields) -> {
                    Properties record = new Properties();
                    record.putAll(fields);
                    Path file = ROOT.resolve(space).resolve(HexFormat.of().formatHex(id.getBytes(UTF_8)));
                    try (OutputStream stream = Files.newOutputStream(file)) {
                        record.store(stream, null);
                    }
                })
                .read(space -> {
                    Map<String, Map<String, String>> records = new TreeMap<>();
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(ROOT.resolve(space))) {
                        for (Path file : files) {
                            byte[] id =
                                    HexFormat.of().parseHex(file.getFileName().toString());
                            records.put(new String(id, UTF_8), load(file));
                        }
                    }
                    return records;
                });
    }

    private static Map<String, String> load(Path file) throws IOException {
        Properties record = new Properties();
        try (InputStream stream = Files.newInputStream(file)) {
            record.load(stream);
        }
        Map<String, String> fields = new TreeMap<>();
        record.stringPropertyNames().forEach(name -> fields.put(name, record.getProperty(name)));
        return fields;
    }
}
