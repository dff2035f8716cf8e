namespace Swarm.Storage.Chunks;

/// <summary>Guesses from a sample whether compressing pays, so that media and archives are not squeezed in vain.</summary>
internal static class Compressibility
{
    private const int PieceBytes = 256;
    private const int Pieces = 16;

    // Sum of squared counts over its expectation for random bytes: text has 5 and more, random bytes at most 1.1.
    private const double RandomRatio = 1.15;

    public static bool IsLikely(ReadOnlySpan<byte> data)
    {
        if (data.Length <= PieceBytes * Pieces)
        {
            return true;
        }

        Span<int> counts = stackalloc int[256];
        counts.Clear();
        var stride = data.Length / Pieces;
        for (var piece = 0; piece < Pieces; piece++)
        {
            foreach (var value in data.Slice(piece * stride, PieceBytes))
            {
                counts[value]++;
            }
        }

        var squares = 0L;
        foreach (var count in counts)
        {
            squares += (long)count * count;
        }

        const double Sampled = PieceBytes * Pieces;
        return squares > RandomRatio * (Sampled + (Sampled * (Sampled - 1) / 256));
    }
}
