package dev.sluice.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.HostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import picocli.CommandLine;

/** Who can fetch the metrics of a command. */
class MetricsPortTest {
    private static final Pattern SAID = Pattern.compile("^Answers http://(.*):(\\d+)/metrics\\.$", Pattern.MULTILINE);

    private static MetricsPort.Open open(Terminal terminal, String... arguments) {
        return CommandLine.populateCommand(new MetricsPort(), arguments).open(terminal.console(), new RunOptions());
    }

    private static Matcher said(Terminal terminal) {
        Matcher said = SAID.matcher(terminal.err());
        assertThat(said.find()).as(terminal.err()).isTrue();
        return said;
    }

    private static boolean isReached(String address, Terminal terminal) {
        int port = Integer.parseInt(said(terminal).group(2));
        try (Socket socket = new Socket(InetAddress.getByName(address), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** On Linux each address that begins with 127 is one of this machine. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyTheLoopbackAddressIsAnsweredUnlessAnotherIsGiven() {
        Terminal alone = new Terminal();
        MetricsPort.Open open = open(alone, "--metrics-port", "0");
        assertThat(said(alone).group(1)).isEqualTo("127.0.0.1");
        assertThat(isReached("127.0.0.1", alone)).isTrue();
        assertThat(isReached("127.0.0.2", alone)).isFalse();
        open.close();

        Map<String, String> variables = Map.of("SLUICE_METRICS_PORT", "0", "SLUICE_METRICS_BIND", "0.0.0.0");
        Terminal all = new Terminal(variables, false);
        open = open(all);
        assertThat(said(all).group(1)).isEqualTo("0.0.0.0");
        assertThat(isReached("127.0.0.1", all)).isTrue();
        assertThat(isReached("127.0.0.2", all)).isTrue();
        open.close();
        assertThat(isReached("127.0.0.1", all)).as("once the command has ended").isFalse();

        Terminal option = new Terminal(variables, false);
        open = open(option, "--metrics-bind", "127.0.0.2");
        assertThat(isReached("127.0.0.2", option)).isTrue();
        assertThat(isReached("127.0.0.1", option)).isFalse();
        open.close();
    }

    @Test
    void anAddressOfIpVersion6IsToldAsItStandsInAUrl() throws IOException {
        byte[] six = new byte[16];
        six[15] = 1;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByAddress(six))) {
            assertThat(probe.isBound()).isTrue();
        } catch (IOException e) {
            Assumptions.abort("there is no IPv6 here");
        }
        Terminal terminal = new Terminal();
        MetricsPort.Open open = open(terminal, "--metrics-port", "0", "--metrics-bind", "::1");
        assertThat(said(terminal).group(1)).isEqualTo("[::1]");
        assertThat(isReached("::1", terminal)).isTrue();
        open.close();
    }

    @Test
    void whatIsNoPortIsRefusedAndOneThatIsTakenIsAWarning() throws IOException {
        for (String[] wrong :
                new String[][] {{"--metrics-bind", "127.0.0.1"}, {"--metrics-port", "65536"}, {"--metrics-port", "-1"}
                }) {
            assertThatThrownBy(() -> open(new Terminal(), wrong))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining(wrong[0]);
        }
        assertThatThrownBy(() -> open(new Terminal(Map.of("SLUICE_METRICS_PORT", "http"), false)))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("SLUICE_METRICS_PORT");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Terminal terminal = new Terminal();
            open(terminal, "--metrics-port", String.valueOf(taken.getLocalPort()))
                    .close();
            assertThat(terminal.err())
                    .startsWith("warning: There are no metrics to be fetched. Port " + taken.getLocalPort());
        }
    }
}
