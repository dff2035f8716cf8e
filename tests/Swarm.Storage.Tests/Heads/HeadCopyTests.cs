using System.Text;
using Swarm.Core.Errors;
using Swarm.Storage.Heads;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Heads;

/// <summary>The head log's copy is brought up from its end, and what lies before the end is held against the catalog by a check.</summary>
public sealed class HeadCopyTests : IDisposable
{
    private const int Forks = 120;

    private readonly TestStore _test = new();
    private readonly NodeRecord _parent;

    public HeadCopyTests()
    {
        _parent = _test.Commit(_test.Folder.Make("work"));
        for (var number = 0; number < Forks; number++)
        {
            _test.Fork(_parent, $"fork-{number}");
        }
    }

    private string Copy => _test.Store.Layout.Heads;

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(Forks)]
    public void A_copy_that_is_behind_gets_what_it_lacks(int kept)
    {
        var lines = File.ReadAllLines(Copy);
        Assert.Equal(Forks + 1, lines.Length);
        File.WriteAllText(Copy, string.Concat(lines.Take(kept).Select(line => line + "\n")));
        RequireWholeAfterAWrite();
    }

    [Fact]
    public void A_copy_that_is_missing_is_written_anew()
    {
        File.Delete(Copy);
        RequireWholeAfterAWrite();
    }

    [Fact]
    public void A_line_that_a_crash_cut_short_is_written_again()
    {
        var bytes = File.ReadAllBytes(Copy);
        File.WriteAllBytes(Copy, bytes[..^300]);
        RequireWholeAfterAWrite();
        File.AppendAllText(Copy, "{\"payload\":\"");
        RequireWholeAfterAWrite();
        File.AppendAllText(Copy, new string('x', 100_000));
        RequireWholeAfterAWrite();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(Forks)]
    [InlineData(Forks + 1)]
    public void A_line_that_is_damaged_is_found_by_a_check_whatever_is_written_after_it(int number)
    {
        var lines = File.ReadAllLines(Copy);
        lines[number - 1] = lines[number - 1].Replace("\"sig\":\"", "\"sig\":\"A", StringComparison.Ordinal);
        File.WriteAllText(Copy, string.Concat(lines.Select(line => line + "\n")));
        AssertFound();
        _test.Fork(_parent, "after");
        AssertFound();
        _test.Fork(_parent, "once-more");
        Assert.Equal(Forks + 3, File.ReadAllLines(Copy).Length);
        AssertFound();
    }

    [Fact]
    public void A_line_that_is_missing_in_the_middle_is_found_by_a_check_and_none_is_written_twice()
    {
        File.WriteAllText(Copy, string.Concat(File.ReadAllLines(Copy).Where((_, index) => index != 50).Select(line => line + "\n")));
        _test.Fork(_parent, "after");
        Assert.Equal(Forks + 1, File.ReadAllLines(Copy).Distinct(StringComparer.Ordinal).Count());
        AssertFound();
    }

    [Fact]
    public void A_last_line_that_only_claims_a_number_is_not_believed()
    {
        var lines = File.ReadAllLines(Copy);
        var signature = lines[0].IndexOf("\"sig\":\"", StringComparison.Ordinal) + 7;
        lines[^1] = lines[0][..signature] + (lines[0][signature] == 'A' ? 'B' : 'A') + lines[0][(signature + 1)..];
        File.WriteAllText(Copy, string.Concat(lines.Select(line => line + "\n")));
        _test.Fork(_parent, "after");
        Assert.Equal(Forks + 2, File.ReadAllLines(Copy).Length);
        AssertFound();
    }

    [Fact]
    public void A_copy_of_another_history_is_neither_believed_nor_changed_beyond_its_end()
    {
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        other.Fork(other.Commit(_test.Folder.Make("more")), "there");
        File.Copy(other.Store.Layout.Heads, Copy, overwrite: true);
        _test.Fork(_parent, "after");
        AssertFound();
    }

    [Fact]
    public void Forks_are_made_all_or_none()
    {
        var gone = _test.Fork(_parent, "gone");
        _test.Store.RemoveNodes([gone]);
        var (nodes, heads) = (_test.Store.ListNodes().Count, File.ReadAllBytes(Copy));
        var refused = Assert.Throws<SwarmException>(() => _test.Store.AddForks([Plan(_parent, "one"), Plan(_parent, "two"), Plan(gone, "three"), Plan(_parent, "four")]));
        Assert.Equal(ErrorCode.NodeNotFound, refused.ErrorCode);
        Assert.Equal(nodes, _test.Store.ListNodes().Count);
        Assert.Equal(heads, File.ReadAllBytes(Copy));
        Assert.Empty(_test.Store.AddForks([]));

        var forks = _test.Store.AddForks([Plan(_parent, "one"), Plan(_parent, "two"), Plan(_parent, "one")]);
        Assert.Equal([("one", 0), ("two", 0), ("one", 1)], forks.Select(fork => (fork.Label, fork.ForkOrdinal)));
        RequireWholeAfterAWrite();
    }

    [Fact]
    public void A_log_that_was_verified_is_verified_again_where_it_changed()
    {
        var heads = new VerifiedHeads([_test.Operator.Public.VerificationKey]);
        var rows = _test.Store.Heads.ReadBytes();
        Assert.Equal(rows.Count, heads.Verify(rows).Count);
        _test.Fork(_parent, "after");
        var longer = _test.Store.Heads.ReadBytes();
        Assert.Equal(HeadLog.Verify(_test.Store.Heads.Envelopes, [_test.Operator.Public.VerificationKey]), heads.Verify(longer), (one, two) => one.Digest == two.Digest);
        foreach (var changed in new[] { 0, 60, longer.Count - 1 })
        {
            var damaged = longer.Select((line, index) => index == changed ? Damage(line) : line).ToArray();
            Assert.Throws<SwarmException>(() => heads.Verify(damaged));
            Assert.Throws<SwarmException>(() => heads.Verify([.. longer.Where((_, index) => index != changed || changed == longer.Count - 1).Reverse()]));
            Assert.Equal(longer.Count, heads.Verify(longer).Count);
        }

        Assert.Equal(3, heads.Verify([.. longer.Take(3)]).Count);
        Assert.Throws<SwarmException>(() => new VerifiedHeads([]).Verify(longer));

        static byte[] Damage(byte[] line) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line).Replace("\"sig\":\"", "\"sig\":\"A", StringComparison.Ordinal));
    }

    private static NodeFork Plan(NodeRecord parent, string label) => new(parent.NodeId, label, ordinal => parent with
    {
        NodeId = Core.Identifiers.Identifier.Create(Core.Identifiers.Identifier.NodePrefix, Core.Randomness.RandomSource.System),
        ParentNodeId = parent.NodeId,
        RunId = null,
        Operation = Core.Contracts.Operations.Fork,
        Label = label,
        ForkOrdinal = ordinal,
    });

    private void RequireWholeAfterAWrite()
    {
        _test.Fork(_parent, "after");
        var rows = _test.Store.Heads.ReadBytes();
        Assert.Equal(rows.Select(Encoding.UTF8.GetString), File.ReadAllLines(Copy));
        Assert.Empty(_test.Check().Problems);
    }

    private void AssertFound() => Assert.Contains(_test.Check().Problems, problem => problem.Kind == StoreProblemKind.HeadLog);
}
