using System.Runtime.InteropServices;
using Swarm.Core.Randomness;

namespace Swarm.Networking.Relay;

/// <summary>How long to wait before dialling again: twice as long each time up to a bound, less a random part, so that many do not come at once.</summary>
internal sealed class Backoff(RandomSource random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private int _attempts;

    public void Reset() => _attempts = 0;

    public TimeSpan Next()
    {
        var whole = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(_attempts++, 16)));
        var part = MemoryMarshal.Read<uint>(random.GetBytes(sizeof(uint))) / (double)uint.MaxValue;
        return TimeSpan.FromMilliseconds(whole * (1 - (part / 2)));
    }
}
