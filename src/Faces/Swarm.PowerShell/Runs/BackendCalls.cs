using System.Security;
using Swarm.Backends.Remote;
using Swarm.Engine.Remote;
using Swarm.PowerShell.Parameters;

namespace Swarm.PowerShell.Runs;

/// <summary>How cmdlets call backends, and say where a run stands there.</summary>
internal static class BackendCalls
{
    /// <summary>How a backend is called.</summary>
    /// <param name="token">The token; null to find one.</param>
    /// <param name="deadline">How long to wait for a run; null for the usual time.</param>
    public static BackendAccess Access(SecureString? token, TimeSpan? deadline = null)
    {
        var access = new BackendAccess { Token = token };
        return access with { Deadline = deadline ?? access.Deadline };
    }

    /// <summary>The engine's name of a backend; null for this machine.</summary>
    /// <param name="backend">The backend.</param>
    public static string? NameOf(SwarmBackend backend) => backend switch
    {
        SwarmBackend.GitHub => BackendNames.GitHub,
        SwarmBackend.GitLab => BackendNames.GitLab,
        _ => null,
    };

    /// <summary>Where a run stands, in a few words.</summary>
    /// <param name="run">The run.</param>
    public static string Describe(BackendRun run) => $"{run.Conclusion ?? run.ServiceStatus} at {run.WebAddress ?? run.Reference.Host}";
}
