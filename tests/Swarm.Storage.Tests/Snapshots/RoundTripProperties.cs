using CsCheck;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Snapshots;

/// <summary>Whatever is written comes back: contents of every shape, through every codec, in manifests of any number of entries.</summary>
public sealed class RoundTripProperties : IDisposable
{
    private static readonly Gen<byte[]> Content = Gen.OneOf(
        Gen.Byte.Array[0, 300],
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[1, 4000]).Select((piece, times) => Enumerable.Repeat(piece, times).SelectMany(bytes => bytes).ToArray()),
        Gen.Select(Gen.Int, Gen.Int[0, 200_000]).Select(Tree.RandomBytes),
        Gen.Select(Gen.Int, Gen.Int[1, 2_000_000], Gen.Byte).Select((seed, size, mask) => Array.ConvertAll(Tree.RandomBytes(seed, size), value => (byte)(value & mask))));

    private static readonly Gen<string> Path =
        Gen.Char["abcdé日-_"].Array[1, 6].Select(characters => new string(characters)).Array[1, 4].Select(parts => string.Join('/', parts[..^1].Append(parts[^1] + ".f")));

    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void A_tree_that_was_committed_comes_back() => Gen.Select(Path, Content).Array[0, 25].Sample(
        files =>
        {
            var work = _test.Folder.Make("work-" + Guid.NewGuid().ToString("N"));
            foreach (var (path, content) in files)
            {
                Tree.Write(work, path, content);
            }

            var node = _test.Commit(work);
            Assert.Equal(Tree.Describe(work, withTimes: true), Tree.Describe(_test.Restore(node), withTimes: true));
        },
        iter: 12,
        threads: 1);
}
