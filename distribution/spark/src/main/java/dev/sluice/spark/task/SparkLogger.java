package dev.sluice.spark.task;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What a destination logs, in the log of Spark. Safe for use by several threads. */
public final class SparkLogger implements System.Logger {
    private final Logger logger = LoggerFactory.getLogger("dev.sluice.destination");

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return switch (level) {
            case ALL, TRACE -> logger.isTraceEnabled();
            case DEBUG -> logger.isDebugEnabled();
            case INFO -> logger.isInfoEnabled();
            case WARNING -> logger.isWarnEnabled();
            case ERROR -> logger.isErrorEnabled();
            case OFF -> false;
        };
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            at(level).setCause(thrown).log(String.valueOf(message));
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        if (isLoggable(level)) {
            String text = String.valueOf(format);
            at(level).log(parameters == null || parameters.length == 0 ? text : MessageFormat.format(text, parameters));
        }
    }

    private LoggingEventBuilder at(Level level) {
        return switch (level) {
            case ALL, TRACE, OFF -> logger.atTrace();
            case DEBUG -> logger.atDebug();
            case INFO -> logger.atInfo();
            case WARNING -> logger.atWarn();
            case ERROR -> logger.atError();
        };
    }
}
