using System.Globalization;
using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Engine.Remote;

/// <summary>
/// Tells of an episode in Markdown, for the page of a job: the tree from the parent to the new node, and a table. It holds
/// nothing that the certificate, which is in the open, does not.
/// </summary>
internal sealed class EpisodeSummary(string path, Action<string>? warning)
{
    private const int ShortLength = 8;

    /// <summary>Appends what an episode made.</summary>
    public void Tell(RemoteEpisodeResult episode)
    {
        var certificate = StrictJson.Parse(File.ReadAllBytes(episode.CertificatePath), ContractJson.Default.Certificate, ArtifactFiles.Certificate);
        var (result, parent) = (episode.Result, certificate.ParentState);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## Swarm run {Escape(result.RunId)}: {Escape(result.Status)}\n\n```mermaid\ngraph TD\n");
        var box = $"  {BoxId(result.NodeId)}[\"{BoxText(episode.Label)} · {ShortId(result.NodeId)} · step {Number(episode.RatchetStep)} · {BoxText(result.Status)}\"]\n";
        text.Append(result.ParentNodeId is { } id
            ? $"  {BoxId(id)}[\"{ShortId(id)} · step {Number(parent.RatchetStep)}\"] -->|{BoxText(result.Operation)}| {box.TrimStart()}"
            : box);
        text.Append("```\n\n");
        Table(
            text,
            ("run", result.RunId),
            ("label", episode.Label),
            ("operation", result.Operation),
            ("parent", result.ParentNodeId ?? "none"),
            ("node", result.NodeId),
            ("status", result.Status),
            ("exit code", result.ExitCode is { } exitCode ? Number(exitCode) : "none"),
            ("ratchet step", Number(episode.RatchetStep)),
            ("restored", result.RestoreMode),
            ("artifact hash", result.ArtifactHash.ToString()),
            ("workflow", certificate.Runtime.WorkflowRef ?? "none"),
            ("runner", certificate.Runtime.RunnerClass),
            ("sandbox", certificate.Sandbox ?? "unavailable"),
            ("waived", certificate.Runtime.Waived is { Count: > 0 } waived ? string.Join(", ", waived) : "nothing"));
        Append(text);
    }

    /// <summary>Appends why there is no node.</summary>
    public void Tell(string? runId, Exception shown)
    {
        var code = shown is SwarmException known ? known.ErrorCode : ErrorCode.Unexpected;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## Swarm run {Escape(runId ?? "(unknown)")}: failed\n\nThere is no node.\n\n");
        Table(text, ("run", runId ?? "unknown: the request did not open"), ("error", code.Name), ("message", shown.Message));
        Append(text);
    }

    private static void Table(StringBuilder text, params IReadOnlyList<(string Name, string Value)> rows)
    {
        text.Append("| | |\n|---|---|\n");
        foreach (var (name, value) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Escape(value)} |\n");
        }

        text.Append('\n');
    }

    private void Append(StringBuilder text)
    {
        try
        {
            File.AppendAllText(path, text.ToString());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The episode is what counts: its page may be missing.
            warning?.Invoke($"The summary could not be written to '{path}': {exception.Message}");
        }
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "unavailable";

    private static string BoxId(string nodeId) => nodeId.Replace('-', '_');

    private static string ShortId(string nodeId) => nodeId.Length > "node-".Length + ShortLength ? nodeId[..("node-".Length + ShortLength)] : nodeId;

    // What could end a box's text, or begin markup inside it, is not shown.
    private static string BoxText(string text) => string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) || "._-/ ".Contains(character) ? character : '?'));

    // A reference to a character is never markup, whatever the character is (CommonMark 0.31, section 2.5).
    private static string Escape(string text)
    {
        var output = new StringBuilder(text.Length + 16);
        foreach (var rune in PlainLine.Of(text).EnumerateRunes())
        {
            _ = Rune.IsLetterOrDigit(rune) || (rune.IsAscii && " .,:;/-=".Contains((char)rune.Value))
                ? output.Append(rune)
                : output.Append(CultureInfo.InvariantCulture, $"&#{rune.Value};");
        }

        return output.ToString();
    }
}
