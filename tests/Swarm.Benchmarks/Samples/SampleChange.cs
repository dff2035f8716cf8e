namespace Swarm.Benchmarks.Samples;

/// <summary>Brings a restored copy to where the sample is after its change, as a step would: only what differs is written.</summary>
internal static class SampleChange
{
    public static void Repeat(SampleData data, string tree, string database)
    {
        foreach (var source in Directory.GetFiles(data.Tree, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(tree, Path.GetRelativePath(data.Tree, source));
            if (new FileInfo(source).Length != new FileInfo(copy).Length)
            {
                File.Copy(source, copy, overwrite: true);
            }
        }

        const int Page = 4096;
        using var from = File.OpenHandle(data.Database);
        using var to = File.OpenHandle(database, FileMode.Open, FileAccess.ReadWrite);
        var (left, right) = (new byte[Page], new byte[Page]);
        for (var offset = 0L; offset < RandomAccess.GetLength(from); offset += Page)
        {
            var count = RandomAccess.Read(from, left, offset);
            RandomAccess.Read(to, right, offset);
            if (!left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
            {
                RandomAccess.Write(to, left.AsSpan(0, count), offset);
            }
        }
    }
}
