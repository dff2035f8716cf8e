using System.Text.Json;
using System.Text.Json.Serialization;
using Swarm.Core.Errors;

namespace Swarm.Backends.Remote;

/// <summary>
/// What identifies a run at a service, or a dispatch whose run is not known yet. It is kept with the pending run, so that
/// another process can look for it, wait for it and collect it. It holds no secret.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BackendReference
{
    /// <summary>The backend: <c>github</c> or <c>gitlab</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>The service's host, such as <c>github.com</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The repository or project in which it runs.</summary>
    public required string Project { get; init; }

    /// <summary>The pinned workflow that it executes under.</summary>
    public required string WorkflowRef { get; init; }

    /// <summary>The branch or tag that was dispatched, as <c>refs/heads/…</c> or <c>refs/tags/…</c>.</summary>
    public required string DispatchedRef { get; init; }

    /// <summary>The run's or pipeline's id; null while it is not known.</summary>
    public long? RunId { get; init; }

    /// <summary>The run's page, for people; null while it is not known.</summary>
    public string? WebAddress { get; init; }

    /// <summary>Reads a reference that was kept.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="SwarmException">It is none (<c>SCHEMA_INVALID</c>).</exception>
    public static BackendReference Parse(JsonElement json)
    {
        try
        {
            return json.Deserialize(BackendReferenceJson.Default.BackendReference) is { } reference && reference.RunId is null or > 0
                ? reference
                : throw Malformed();
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    /// <summary>Writes it.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, BackendReferenceJson.Default.BackendReference);

    /// <summary>The workflow and the run, for messages.</summary>
    public override string ToString() => $"{WorkflowRef} at {Host}, {(RunId is { } id ? $"run {id}" : "run unknown")}";

    /// <summary>Requires that a backend knows what this refers to.</summary>
    /// <param name="backend">The backend's name.</param>
    /// <param name="host">The host that it calls.</param>
    /// <param name="variable">The variable that sets the host.</param>
    /// <exception cref="SwarmException">It is of another backend or host (<c>CONFIGURATION_INVALID</c>).</exception>
    internal void RequireAt(string backend, string host, string variable)
    {
        if (Backend != backend)
        {
            throw new SwarmException(ErrorCode.ConfigurationInvalid, $"The run was started with the backend '{Quoted.Text(Backend)}' and not '{backend}': use that one.");
        }

        if (!string.Equals(Host, host, StringComparison.OrdinalIgnoreCase))
        {
            throw new SwarmException(
                ErrorCode.ConfigurationInvalid, $"The run was started at '{Quoted.Text(Host)}', and '{host}' would be asked: set {variable} to the former.");
        }
    }

    /// <summary>The same, with its run known.</summary>
    /// <param name="runId">The run's or pipeline's id.</param>
    /// <param name="webAddress">Its page, as the service names it; what is no address is left out.</param>
    internal BackendReference Of(long runId, string? webAddress) => this with
    {
        RunId = runId,
        WebAddress = Uri.TryCreate(webAddress, UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal) ? Quoted.Text(address.AbsoluteUri) : null,
    };

    /// <summary>Gives the run's id.</summary>
    /// <param name="unknown">The code where it is not known.</param>
    internal long RequireRun(ErrorCode unknown) => RunId ?? throw new SwarmException(
        unknown, $"It is not known which run of {WorkflowRef} the dispatch started: look for it by its request id first.");

    private static SwarmException Malformed() =>
        new(ErrorCode.SchemaInvalid, "What is kept of the run's place at its backend is not of its form: the store's record of the run was changed; find the run at the service itself.");
}
