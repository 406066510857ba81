import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Writes the files of this folder with the nesting of old writers, by parquet-java.
 *
 * <p>{@code java -cp "jars/*" Make.java .}, with parquet-hadoop 1.18.1 and hadoop-client-api and -runtime 3.4.1 in
 * {@code jars}. What has to be read of each is in the file beside it.
 */
public class Make {
    private static String target;

    public static void main(String[] arguments) throws Exception {
        target = arguments[0];
        write("parquet-java-lists", """
                message old {
                  optional group two_level (LIST) { repeated int32 array; }
                  optional group array_of_groups (LIST) { repeated group array { optional int32 only; } }
                  optional group rows (LIST) { repeated group rows_tuple { optional int32 only; } }
                  optional group two_fields (LIST) { repeated group element { optional int32 a; optional int32 b; } }
                  optional group hive (LIST) { repeated group bag { optional int32 array_element; } }
                  optional group two_level_lists (LIST) { repeated group array (LIST) { repeated int32 array; } }
                  repeated int32 bare;
                  repeated group bare_groups { optional int32 only; }
                }""", Make::full, row -> {}, Make::empty);
        write("parquet-java-maps", """
                message old {
                  optional group key_value (MAP_KEY_VALUE) { repeated group map { required binary key (UTF8); optional int32 value; } }
                  optional group entry (MAP) { repeated group map (MAP_KEY_VALUE) { required binary key (UTF8); optional int32 value; } }
                  optional group optional_key (MAP) { repeated group entries { optional binary key (UTF8); optional int32 value; } }
                  optional group set (MAP) { repeated group key_value { required int64 key; } }
                }""", Make::maps, row -> {}, Make::oddMaps);
        write("parquet-java-int96", "message far { required int64 id; optional int96 ts; }", row -> int96(row, 1, 0L, 0), row -> int96(row, 2, 86_399_999_999_999L, 2_440_587),
                row -> int96(row, 3, -1L, 2_440_588), row -> int96(row, 4, 0L, Integer.MAX_VALUE),
                row -> int96(row, 5, 0L, -1), row -> int96(row, 6, 86_400_000_000_000L, 2_440_588));
    }

    private static void int96(Group row, long id, long nanos, int day) {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(nanos).putInt(day);
        row.append("id", id).append("ts", Binary.fromConstantByteArray(bytes.array()));
    }

    private static void full(Group row) {
        row.addGroup("two_level").append("array", 1).append("array", 2);
        row.addGroup("array_of_groups").addGroup("array").append("only", 1);
        row.addGroup("rows").addGroup("rows_tuple").append("only", 1);
        row.addGroup("two_fields").addGroup("element").append("a", 1);
        Group hive = row.addGroup("hive");
        hive.addGroup("bag").append("array_element", 1);
        hive.addGroup("bag");
        Group lists = row.addGroup("two_level_lists");
        lists.addGroup("array").append("array", 1).append("array", 2);
        lists.addGroup("array");
        row.append("bare", 1).append("bare", 2);
        row.addGroup("bare_groups").append("only", 1);
        row.addGroup("bare_groups");
    }

    private static void empty(Group row) {
        for (String list : new String[] {"two_level", "array_of_groups", "rows", "two_fields", "hive", "two_level_lists"}) {
            row.addGroup(list);
        }
    }

    private static void maps(Group row) {
        row.addGroup("key_value").addGroup("map").append("key", "k").append("value", 1);
        row.addGroup("entry").addGroup("map").append("key", "k");
        row.addGroup("optional_key").addGroup("entries").append("key", "k").append("value", 1);
        row.addGroup("set").addGroup("key_value").append("key", 7L);
    }

    private static void oddMaps(Group row) {
        Group twice = row.addGroup("key_value");
        twice.addGroup("map").append("key", "k").append("value", 1);
        twice.addGroup("map").append("key", "k").append("value", 2);
        row.addGroup("entry");
        row.addGroup("optional_key").addGroup("entries").append("value", 1);
        row.addGroup("set");
    }

    @SafeVarargs
    private static void write(String name, String schema, Consumer<Group>... rows) throws Exception {
        var type = MessageTypeParser.parseMessageType(schema);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(Path.of(target, name + ".parquet")))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .build()) {
            for (Consumer<Group> row : rows) {
                Group group = new SimpleGroup(type);
                row.accept(group);
                writer.write(group);
            }
        }
    }
}
