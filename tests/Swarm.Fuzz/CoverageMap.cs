using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Swarm.Fuzz;

/// <summary>How often each branch was taken by one input, and which counts any input reached (AFL's bitmap, with its classes of counts).</summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private readonly byte* _counts = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] _reached = new byte[Size];

    // By reflection: SharpFuzz takes an assembly that names this class for one that counts already.
    private readonly FieldInfo _previous;

    public CoverageMap()
    {
        var trace = Assembly.Load("SharpFuzz.Common").GetType("SharpFuzz.Common.Trace", throwOnError: true)!;
        _previous = trace.GetField("PrevLocation")!;
        trace.GetField("SharedMem")!.SetValue(null, Pointer.Box(_counts, typeof(byte*)));
    }

    /// <summary>The branches that were reached.</summary>
    public int Reached { get; private set; }

    /// <summary>Forgets the last input.</summary>
    public void Clear()
    {
        new Span<byte>(_counts, Size).Clear();
        _previous.SetValue(null, 0);
    }

    /// <summary>Whether the last input took a branch that none had taken before, or one in another class of how often.</summary>
    public bool TakeNew()
    {
        var isNew = false;
        var counts = new ReadOnlySpan<byte>(_counts, Size);
        for (var place = counts.IndexOfAnyExcept((byte)0); place >= 0; place = Next(counts, place))
        {
            var bit = (byte)(1 << Math.Min(BitOperations.Log2(counts[place]), 7));
            if ((_reached[place] & bit) == 0)
            {
                Reached += _reached[place] == 0 ? 1 : 0;
                _reached[place] |= bit;
                isNew = true;
            }
        }

        return isNew;
    }

    private static int Next(ReadOnlySpan<byte> counts, int place) =>
        counts[(place + 1)..].IndexOfAnyExcept((byte)0) is >= 0 and var more ? place + 1 + more : -1;
}
