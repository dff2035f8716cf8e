using Swarm.Pester.Tests;
using Swarm.Tests;

[assembly: AssemblyFixture(typeof(PesterSessions))]

namespace Swarm.Pester.Tests;

/// <summary>The two PowerShells that run the files side by side: one as the runtime starts it, one as its own program.</summary>
public sealed class PesterSessions : IDisposable
{
    private static readonly Lazy<PesterSession> First = new(() => new PesterSession(Tool, Tool.Managed));
    private static readonly Lazy<PesterSession> Second = new(() => new PesterSession(Tool, [Tool.Program]));

    private static PowerShellTool Tool => PowerShellTool.Instance
        ?? throw new InvalidOperationException("'dotnet tool restore' did not bring PowerShell: its output says why.");

    /// <summary>The one of a half.</summary>
    /// <param name="half">0 or 1.</param>
    internal static PesterSession Of(int half) => (half == 0 ? First : Second).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in new[] { First, Second }.Where(session => session.IsValueCreated))
            session.Value.Dispose();
    }
}
