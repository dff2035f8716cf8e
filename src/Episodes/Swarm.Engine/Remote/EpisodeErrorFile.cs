using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Cryptography.Age;
using Swarm.Storage.Trees;

namespace Swarm.Engine.Remote;

/// <summary>Reads <c>error.json</c>, which anybody may have written: bounded, of its schema, and of the run that is meant.</summary>
internal static class EpisodeErrorFile
{
    private const long MostBytes = 256L << 10;
    private const int MostErrors = 16;
    private const int MostMessageCharacters = 4096;

    /// <summary>Reads the file.</summary>
    /// <returns>What went wrong; null where there is no such file.</returns>
    public static IReadOnlyList<ErrorEntry>? Read(string folder, string runId, AgeIdentity operatorIdentity)
    {
        var path = Path.Combine(folder, ArtifactFiles.Error);
        if (FileStatus.Read(path) is not { } status)
        {
            return null;
        }

        if (status.Kind != EntryKind.File)
        {
            throw Invalid("it is no file");
        }

        var bytes = BoundedFile.Read(path, MostBytes, ArtifactFiles.Error, ErrorCode.ArtifactResultInvalid);
        EpisodeError document;
        try
        {
            document = StrictJson.Parse(bytes, ContractJson.Default.EpisodeError, "episode error");
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            throw new SwarmException(ErrorCode.ArtifactResultInvalid, exception.Message, exception);
        }

        // A request that did not open told the runner no run.
        if (!string.Equals(document.Type, ContractTypes.EpisodeError, StringComparison.Ordinal)
            || (document.RunId is not null && !string.Equals(document.RunId, runId, StringComparison.Ordinal)))
        {
            throw Invalid($"it is of another type or of another run than {runId}");
        }

        return document.Errors.Count is 0 or > MostErrors
            ? throw Invalid($"it names {document.Errors.Count} errors")
            : [.. document.Errors.Select((error, index) => Plain(error, index == 0 ? document.SealedMessage : null, operatorIdentity))];
    }

    // Category and retrying follow from the code; what the file says of them is not taken over.
    private static ErrorEntry Plain(ErrorEntry error, string? sealedMessage, AgeIdentity identity) =>
        ErrorEntry.From(ErrorCode.Find(error.Code), Shorten(PlainLine.Of(sealedMessage is null ? error.Message : Open(sealedMessage, identity))));

    private static string Shorten(string message) => message.Length > MostMessageCharacters ? message[..MostMessageCharacters] : message;

    private static string Open(string sealedMessage, AgeIdentity identity)
    {
        try
        {
            return Encoding.UTF8.GetString(AgeDecryptor.Open(Encoding.ASCII.GetBytes(sealedMessage), [identity]));
        }
        catch (SwarmException exception)
        {
            throw new SwarmException(ErrorCode.ArtifactResultInvalid, $"'{ArtifactFiles.Error}' does not open: {exception.Message}", exception);
        }
    }

    private static SwarmException Invalid(string reason) =>
        new(ErrorCode.ArtifactResultInvalid, $"'{ArtifactFiles.Error}' is refused: {reason}. Download the run's artifacts again, or look at the run's own log.");
}
