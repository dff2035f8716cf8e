using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>
/// What a runner tells of an episode that failed itself, so that there is no node (<c>error.json</c>). It is not signed: it
/// explains, and nothing follows from it.
/// </summary>
public sealed record EpisodeError : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.EpisodeError;

    /// <summary>The run; null where the request did not open, so that the runner never learnt it.</summary>
    public required string? RunId { get; init; }

    /// <summary>What went wrong. A message that could tell of the run's contents only says that it is sealed.</summary>
    public required IReadOnlyList<ErrorEntry> Errors { get; init; }

    /// <summary>The message of the first error, sealed to the operator as an age file in armor; absent where it is in the open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SealedMessage { get; init; }
}
