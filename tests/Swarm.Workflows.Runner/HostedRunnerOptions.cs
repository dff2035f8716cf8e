using Swarm.Backends.Tests.OpenApi;

namespace Swarm.Workflows.Runner;

/// <summary>What a service and its runners are to be like.</summary>
public sealed record HostedRunnerOptions
{
    /// <summary>The owner of the repository.</summary>
    public string Owner { get; init; } = "octo";

    /// <summary>The repository's name.</summary>
    public string Name { get; init; } = "lab";

    /// <summary>The branch that the workflow is committed to; the environment gives its secret to jobs of this branch alone.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>The workflow's text; null for the one that ships.</summary>
    public string? Workflow { get; init; }

    /// <summary>The <c>swarm</c> command; null for the one beside this program.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Variables that each runner has beside those of a job.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The published description that requests are checked against; null for none.</summary>
    public OpenApiDescription? Description { get; init; }

    /// <summary>The server's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
