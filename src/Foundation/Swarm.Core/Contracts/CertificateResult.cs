using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>What a run gave out.</summary>
public sealed record CertificateResult : ExtensibleContract
{
    /// <summary>The step's exit code; null where the step was ended before it gave one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>One of <see cref="RunStatus"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>How often the step was tried; absent where once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempts { get; init; }

    /// <summary>The digest of the response that the step wrote; null where it wrote none.</summary>
    public required Digest? ResponseSha256 { get; init; }

    /// <summary>Where the response lies; null where there is none.</summary>
    public required string? ResponseLocator { get; init; }

    /// <summary>The digest of the step's log as it was kept.</summary>
    public Digest? LogSha256 { get; init; }

    /// <summary>Why the state that the step left was refused; absent where it was kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StateRefused { get; init; }

    /// <summary>
    /// What of the state could not be checked, because its schema names a collation, a function or a virtual table that SQLite lacks here;
    /// absent where nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? StateUnchecked { get; init; }

    /// <summary>The workspace paths that broke a limit or cannot be captured, and were left out; absent where none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LeftOut { get; init; }

    /// <summary>The state that the run made.</summary>
    public required CertificateNewState NewState { get; init; }
}
