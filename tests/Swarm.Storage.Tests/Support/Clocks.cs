using Swarm.Core.Time;

namespace Swarm.Storage.Tests.Support;

internal static class Clocks
{
    public static RecordedClock Machine { get; } = new(TimeProvider.System);
}
