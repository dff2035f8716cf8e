using System.Text;
using Swarm.Core.Contracts;

namespace Swarm.Cli.Output;

/// <summary>Where a command writes: its result to standard output, everything else to standard error.</summary>
internal sealed class OutputStreams(bool isJson, bool isQuiet, bool isVerbose, bool allowColour)
{
    private const string Prefix = "swarm: ";
    private const string DetailPrefix = "  | ";

    private readonly bool _useColour =
        allowColour && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private bool _isJsonWritten;

    /// <summary>Whether the result is one JSON object.</summary>
    public bool IsJson => isJson;

    /// <summary>Whether only ids are asked for.</summary>
    public bool IsQuiet => isQuiet;

    /// <summary>Opens standard output for text. The caller disposes it.</summary>
    public TextOutput OpenText() => new(
        new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), _useColour);

    /// <summary>Tells what is done, where <c>--verbose</c> asks for it.</summary>
    public void Tell(string message)
    {
        if (isVerbose)
        {
            Console.Error.WriteLine(Prefix + message);
        }
    }

    /// <summary>Tells of what is unusual and no failure.</summary>
    public void Warn(string message) => Console.Error.WriteLine($"{Prefix}warning: {OneLine(message)}");

    /// <summary>Writes a result, and what makes its exit code as lines.</summary>
    /// <returns>The exit code.</returns>
    public int Write(Report report)
    {
        if (report.Warning is { } warning)
        {
            Warn(warning);
        }

        foreach (var error in report.ExitCode == ExitCodes.Success ? [] : report.Errors)
        {
            WriteError(error);
        }

        foreach (var line in report.ExitCode == ExitCodes.Success ? [] : report.ErrorDetails)
        {
            Console.Error.WriteLine($"{DetailPrefix}{TextOutput.Escape(line.Replace('\t', ' '))}");
        }

        if (isJson)
        {
            _isJsonWritten = true;
            using var output = new JsonOutput(Console.OpenStandardOutput());
            return output.Write(report, exception => Explain(exception)) ?? report.ExitCode;
        }

        using var text = OpenText();
        if (isQuiet && report.Quiet is { } lines)
        {
            foreach (var line in lines)
            {
                text.Line(line);
            }
        }
        else
        {
            report.Text(text);
        }

        return report.ExitCode;
    }

    /// <summary>Writes what went wrong.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="report">What is known besides.</param>
    /// <returns>The exit code.</returns>
    public int Fail(Exception exception, Report report)
    {
        var (error, exitCode) = Explain(exception);
        if (isJson && !_isJsonWritten)
        {
            _isJsonWritten = true;
            using var output = new JsonOutput(Console.OpenStandardOutput());
            output.Write(report with { Errors = [error] }, Explain);
        }

        return exitCode;
    }

    private (ErrorEntry Error, int ExitCode) Explain(Exception exception)
    {
        var (code, message) = ExitCodes.Describe(exception);
        var error = ErrorEntry.From(code, OneLine(message));
        WriteError(error);
        if (isVerbose)
        {
            Console.Error.WriteLine(exception);
        }

        return (error, ExitCodes.Of(code));
    }

    private static void WriteError(ErrorEntry error) => Console.Error.WriteLine($"{Prefix}{error.Code}: {OneLine(error.Message)}");

    private static string OneLine(string message) => TextOutput.Escape(message.ReplaceLineEndings(" "));
}
