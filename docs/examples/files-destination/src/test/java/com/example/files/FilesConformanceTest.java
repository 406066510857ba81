package com.example.files;

import static dev.sluice.tck.SimpleFixture.fieldsOfJson;
import static dev.sluice.tck.SimpleFixture.jsonOfFields;
import static java.net.URLDecoder.decode;
import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.SimpleFixture;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

class FilesConformanceTest extends DestinationConformance {
    private static final Path ROOT = Path.of("target", "conformance-files");

    @Override
    protected ConformanceFixture fixture() {
        return SimpleFixture.of("files")
                .config(space -> Map.of("url", "files://" + Files.createDirectories(ROOT.resolve(space))))
                .invalid("another scheme", Map.of("url", "ftp://here"), "SETTINGS_INVALID")
                .refused("a missing directory", Map.of("url", "files:///not/there"), "DIRECTORY_MISSING")
                .refusedRow(Refuser.DESTINATION, space -> Map.of("id", "too long for a file name".repeat(20)))
                .seed((space, id, fields) -> Files.writeString(
                        ROOT.resolve(space).resolve(encode(id, UTF_8).replace("*", "%2A") + ".json"),
                        jsonOfFields(fields)))
                .read(FilesConformanceTest::records);
    }

    private static Map<String, Map<String, String>> records(String space) throws IOException {
        Map<String, Map<String, String>> records = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ROOT.resolve(space), "*.json")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".json", "");
                records.put(decode(name, UTF_8), fieldsOfJson(Files.readString(file)));
            }
        }
        return records;
    }
}
