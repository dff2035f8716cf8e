using System.Text.Encodings.Web;
using System.Text.Json;
using Swarm.Core.Contracts;

namespace Swarm.Cli.Output;

/// <summary>Writes one JSON object with the members that every command has.</summary>
internal sealed class JsonOutput : IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly Stream _stream;

    public JsonOutput(Stream stream)
    {
        _stream = stream;
        Writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Writes values.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>
    /// Writes the object. The errors come last: where a command fails while its members are written, the object still
    /// ends well and says so.
    /// </summary>
    /// <param name="report">What to write.</param>
    /// <param name="explain">Makes an entry of what goes wrong on the way.</param>
    /// <returns>The exit code of what went wrong on the way; null where nothing did.</returns>
    public int? Write(Report report, Func<Exception, (ErrorEntry Error, int ExitCode)> explain)
    {
        Writer.WriteStartObject();
        Text("run_id", report.RunId);
        Text("node_id", report.NodeId);
        Text("status", report.Status);
        Text("restore_mode", report.RestoreMode);
        Text("certificate_ref", report.CertificateRef);
        Text("artifact_hash", report.ArtifactHash);
        Text("state_cap_next_ref", report.StateCapNextRef);
        Text("net_cap_next_ref", report.NetCapNextRef);
        var errors = report.Errors;
        int? exitCode = null;
        try
        {
            report.Json(this);
        }
        catch (Exception exception)
        {
            var (error, code) = explain(exception);
            (errors, exitCode) = ([.. errors, error], code);
        }

        Array("errors", errors, error => Object(() =>
        {
            Text("code", error.Code);
            Text("category", error.Category);
            Flag("retryable", error.Retryable);
            Text("message", error.Message);
        }));
        Writer.WriteEndObject();
        return exitCode;
    }

    /// <summary>Writes a member of text; null as null.</summary>
    public void Text(string name, string? value) => Writer.WriteString(name, value);

    /// <summary>Writes a member that is true or false.</summary>
    public void Flag(string name, bool value) => Writer.WriteBoolean(name, value);

    /// <summary>Writes a number that need not be whole; null as null.</summary>
    public void Real(string name, double? value)
    {
        if (value is { } number)
        {
            Writer.WriteNumber(name, number);
        }
        else
        {
            Writer.WriteNull(name);
        }
    }

    /// <summary>Writes a number; null as null.</summary>
    public void Number(string name, long? value)
    {
        if (value is { } number)
        {
            Writer.WriteNumber(name, number);
        }
        else
        {
            Writer.WriteNull(name);
        }
    }

    /// <summary>Writes an array, which ends well even where its items fail.</summary>
    public void Array<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        Writer.WriteStartArray(name);
        try
        {
            foreach (var item in items)
            {
                write(item);
                if (Writer.BytesPending > FlushBytes)
                {
                    Writer.Flush();
                }
            }
        }
        finally
        {
            Writer.WriteEndArray();
        }
    }

    /// <summary>Writes an array of texts.</summary>
    public void Array(string name, IEnumerable<string> items) => Array(name, items, Writer.WriteStringValue);

    /// <summary>Writes an object as a value.</summary>
    public void Object(Action members)
    {
        Writer.WriteStartObject();
        members();
        Writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        _stream.WriteByte((byte)'\n');
        _stream.Dispose();
    }
}
