using Swarm.Core.Contracts;

namespace Swarm.Cli.Output;

/// <summary>What a command gave: the members that every JSON object has, what the command adds, and the same as text.</summary>
internal sealed record Report
{
    public string? RunId { get; init; }

    public string? NodeId { get; init; }

    public string? Status { get; init; }

    public string? RestoreMode { get; init; }

    public string? CertificateRef { get; init; }

    public string? ArtifactHash { get; init; }

    public string? StateCapNextRef { get; init; }

    public string? NetCapNextRef { get; init; }

    public IReadOnlyList<ErrorEntry> Errors { get; init; } = [];

    /// <summary>What is unusual and no failure; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Lines that say more of the errors, for people.</summary>
    public IReadOnlyList<string> ErrorDetails { get; init; } = [];

    public int ExitCode { get; init; } = ExitCodes.Success;

    /// <summary>Writes the members that the command adds.</summary>
    public Action<JsonOutput> Json { get; init; } = _ => { };

    /// <summary>Writes it as text.</summary>
    public Action<TextOutput> Text { get; init; } = _ => { };

    /// <summary>The lines that <c>--quiet</c> leaves; null for the whole text.</summary>
    public IReadOnlyList<string>? Quiet { get; init; }
}
