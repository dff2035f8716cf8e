using Swarm.Faults.Tests.Support;

namespace Swarm.Faults.Tests.Injection;

/// <summary>
/// A call to the disk fails, somewhere in a command: either the command fails and the store is as it was, or it succeeds and what it made comes
/// back.
/// </summary>
public sealed class InjectedFaultTests
{
    [Fact]
    public Task At_points_spread_over_all_commands() => Campaign.RunAsync(count: 300, isKill: false);

    [Fact]
    [Trait("Suite", "Nightly")]
    public Task At_every_point() => Campaign.RunAsync(count: 1500, isKill: false);
}
