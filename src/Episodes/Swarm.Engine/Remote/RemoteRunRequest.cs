using Swarm.Engine.Runs;

namespace Swarm.Engine.Remote;

/// <summary>What a user asks for: a run that executes on a backend's runner.</summary>
public sealed record RemoteRunRequest
{
    /// <summary>The run. What only a local run can have, a seed, is refused.</summary>
    public required RunRequest Run { get; init; }

    /// <summary>The backend's name, for the store's record: <c>github</c>, <c>gitlab</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>The workflow that the run must execute under: <c>owner/repo/path@</c> and the commit's 40 hexadecimal digits.</summary>
    public required string WorkflowRef { get; init; }

    /// <summary>The runner's age recipient, which alone can open the request and the bundle.</summary>
    public required string Recipient { get; init; }

    /// <summary>The folder that the bundle is written to, relative to the current folder; it is made where it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the bundle will lie, if the runner is to know; null where it is handed over beside the request.</summary>
    public string? Locator { get; init; }

    /// <summary>The source's commit that the certificate must name; null where none is required.</summary>
    public string? RequiredCommit { get; init; }

    /// <summary>Whether the step may run where nothing confines it. The certificate records that this was waived.</summary>
    public bool AllowUnconfined { get; init; }

    /// <summary>Whether the runner may show the step's own output.</summary>
    public bool EchoOutput { get; init; }
}
