using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Remote;

/// <summary>
/// Tells the operator why an episode failed itself. A runner's log may be public and messages name files, so that from the
/// moment at which contents are in the open, they are sealed to the operator.
/// </summary>
internal sealed class EpisodeFailure(RandomSource random)
{
    private AgeRecipient? _recipient;

    /// <summary>The run, once the request is open.</summary>
    public string? RunId { get; set; }

    /// <summary>From here on messages are sealed.</summary>
    public void Hide(AgeRecipient recipient) => _recipient = recipient;

    /// <summary>Writes <c>error.json</c>.</summary>
    /// <param name="folder">The folder of everything that leaves the runner.</param>
    /// <param name="exception">What went wrong.</param>
    /// <param name="warning">Told where it cannot be written; null for nobody.</param>
    /// <returns>What may be shown instead; the exception itself where it may be shown.</returns>
    public Exception Write(string folder, Exception exception, Action<string>? warning)
    {
        var code = exception is SwarmException known ? known.ErrorCode : ErrorCode.Unexpected;
        var message = exception is SwarmException ? exception.Message : PlainLine.Of(exception.Message);
        var shown = _recipient is null ? message : $"The episode failed with {code.Name}, and why is sealed to the operator: collect the run to read it.";
        var document = new EpisodeError
        {
            RunId = RunId,
            Errors = [ErrorEntry.From(code, shown)],
            SealedMessage = _recipient is null ? null : Store.SealArmored(Encoding.UTF8.GetBytes(message), _recipient, random),
        };
        try
        {
            DurableFile.CreateDirectory(folder);
            DurableFile.WriteNew(Path.Combine(folder, ArtifactFiles.Error), CanonicalJson.Serialize(document, ContractJson.Default.EpisodeError));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SwarmException)
        {
            warning?.Invoke($"What went wrong could not be written to '{folder}': {failure.Message}");
        }

        // Without the cause, which says the same in the open.
        return _recipient is null ? exception : new SwarmException(code, shown);
    }
}
