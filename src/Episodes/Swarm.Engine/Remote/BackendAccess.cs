using System.Net;
using System.Security;
using Swarm.Backends.Remote;

namespace Swarm.Engine.Remote;

/// <summary>How a backend is called, and how long.</summary>
public sealed record BackendAccess
{
    /// <summary>The token; null for the one of the backend's variables or its own command.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The credential of S3, where bundles are stored there: an access key's id and its secret; null to find one.</summary>
    public NetworkCredential? StoreCredential { get; init; }

    /// <summary>How long to wait for a run's end.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long a run that is cancelled may take to end of itself before it is ended by force.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Told where a run stands when that changes; null for nobody.</summary>
    public Action<BackendRun>? Changed { get; init; }

    /// <summary>Told of each call in one line without secrets; null for nobody.</summary>
    public Action<string>? Trace { get; init; }
}
