namespace Swarm.Backends.Tests.Server;

/// <summary>A workflow that the server knows.</summary>
public sealed class ServerWorkflow(long id, string fileName)
{
    public long Id { get; } = id;

    public string FileName { get; } = fileName;

    public string Path => $".github/workflows/{FileName}";

    public string State { get; set; } = "active";

    /// <summary>The inputs that it declares; null for whatever comes.</summary>
    public HashSet<string>? Inputs { get; set; }

    /// <summary>What run-name makes of a dispatch's inputs.</summary>
    public Func<IReadOnlyDictionary<string, string>, string> RunName { get; set; } =
        static inputs => inputs.TryGetValue("request_id", out var id) ? $"swarm {id}" : "swarm";
}
