using Microsoft.Data.Sqlite;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trust;
using Swarm.Storage.Nodes;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Tests.Trust;

/// <summary>Many certificates of one command: each verdict is the one that it would have alone, whatever changes between two of them.</summary>
public sealed class SharedVerificationTests : IDisposable
{
    private readonly Scene _scene = new();

    private static Dictionary<string, Action<SharedVerificationTests, string>> Made { get; } = new(StringComparer.Ordinal)
    {
        ["its certificate is rewritten in place"] = (test, node) => test.Rewrite(node, NodeFiles.Certificate),
        ["its certificate is replaced"] = (test, node) => test.Replace(node, NodeFiles.Certificate),
        ["its certificate is removed"] = (test, node) => File.Delete(test._scene.Layout.NodeFile(node, NodeFiles.Certificate)),
        ["its attestation is rewritten in place"] = (test, node) => test.Rewrite(node, NodeFiles.Attestation),
        ["its attestation is removed"] = (test, node) => File.Delete(test._scene.Layout.NodeFile(node, NodeFiles.Attestation)),
        ["a bundle appears beside it"] = (test, node) => File.WriteAllText(test._scene.Layout.NodeFile(node, NodeFiles.SigstoreBundle), "{}"),
        ["its capabilities are rewritten in place"] = (test, node) => test.Rewrite(node, NodeFiles.NextTokens),
        ["it is removed"] = (test, node) => test._scene.Session.Nodes.Remove(new NodeReference(node)),
        ["its row says something else"] = (test, node) => test.Alter($"UPDATE node SET ratchet_step = 7 WHERE node_id = '{node}'"),
        ["its row is gone"] = (test, node) => test.Alter($"DELETE FROM node WHERE node_id = '{node}'"),
        ["the head log is altered"] = (test, _) => test.Alter("UPDATE head SET envelope = (SELECT envelope FROM head WHERE sequence = 2) WHERE sequence = 1"),
        ["the head log is cut"] = (test, _) => test.Alter("DELETE FROM head WHERE sequence = (SELECT max(sequence) FROM head)"),
        ["the copy of the head log goes on"] = (test, _) => File.AppendAllText(test.Copy, "{}\n"),
    };

    public static TheoryData<string> Changes { get; } = [.. Made.Keys];

    private string Copy => Path.Combine(_scene.Folder, "heads-kept-elsewhere.jsonl");

    public void Dispose() => _scene.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_between_two_of_them_is_seen(string change)
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var head = _scene.Session.Trust.GetHead();
        File.Copy(head.LogFile, Copy);
        _scene.Reopen();
        using var session = SwarmSession.Open(_scene.Options() with { Time = new LaterClock() });
        var request = new VerifyRequest { Recurse = true, ExpectedHead = head.Digest, HeadLogFile = Copy };
        VerifyRequest[] requests = [request, request with { Required = [CheckNames.Continuity] }, request with { ExpectedHead = null, HeadLogFile = null }];
        var verifications = requests.Select(session.Trust.Begin).ToArray();
        foreach (var verification in verifications)
        {
            foreach (var node in nodes)
            {
                Assert.True(verification.Verify(new NodeReference(node), Scene.Cancellation).IsValid);
            }
        }

        Made[change](this, nodes[1]);
        using var later = SwarmSession.Open(_scene.Options());
        var isSeen = false;
        foreach (var (verification, expected) in verifications.Zip(requests))
        {
            foreach (var node in nodes)
            {
                var alone = Describe(() => later.Trust.VerifyNode(new NodeReference(node), expected, Scene.Cancellation));
                Assert.Equal(alone, Describe(() => verification.Verify(new NodeReference(node), Scene.Cancellation)));
                isSeen |= !alone.StartsWith("True", StringComparison.Ordinal);
            }
        }

        Assert.True(isSeen, "No verdict depends on the change.");
    }

    [Fact]
    public async Task Forks_and_what_came_from_them_have_the_verdicts_that_they_have_alone()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        _scene.Session.Nodes.Fork([new(nodes[0]), new(nodes[2])], ["careful", "bold"]);
        await _scene.ResumeAsync("careful@latest", "echo 3 > f");
        _scene.Session.Nodes.Fork(new NodeReference("careful@latest"), "again");
        _scene.Reopen();
        using var session = SwarmSession.Open(_scene.Options() with { Time = new LaterClock() });
        var verification = session.Trust.Begin(new VerifyRequest { Recurse = true });
        foreach (var node in session.Nodes.List().Concat(session.Nodes.List().Reverse()))
        {
            var reference = new NodeReference(node.Record.NodeId);
            var alone = Describe(() => session.Trust.VerifyNode(reference, new VerifyRequest { Recurse = true }, Scene.Cancellation));
            Assert.StartsWith("True", alone, StringComparison.Ordinal);
            Assert.Equal(alone, Describe(() => verification.Verify(reference, Scene.Cancellation)));
        }
    }

    [Fact]
    public async Task Files_that_one_command_is_given_have_the_verdicts_that_they_have_alone()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var fork = _scene.Session.Nodes.Fork(new NodeReference(nodes[2]), "bold").Record.NodeId;
        var tip = (await _scene.ResumeAsync(fork, "echo 3 > f")).Record.NodeId!;
        _scene.Session.Trust.Export(new NodeReference(tip), "shown", recurse: true, Scene.Cancellation);
        var request = new VerifyRequest { Recurse = true };
        var together = new FileVerification(_scene.Options() with { Time = new LaterClock() }, request);
        string[] files = [.. Directory.GetFiles(Path.Combine(_scene.Folder, "shown"), NodeFiles.Certificate, SearchOption.AllDirectories)];
        Assert.Equal(4, files.Length);
        RequireSame(files.Length);
        File.Delete(Path.Combine(_scene.Folder, "shown", nodes[0], NodeFiles.Attestation));
        RequireSame(valid: 3);
        File.WriteAllText(Path.Combine(_scene.Folder, "shown", nodes[1], NodeFiles.Certificate), "{}");
        RequireSame(valid: 0);

        void RequireSame(int valid)
        {
            var alone = files.Select(file => Describe(() => CertificateFiles.Verify(_scene.Options(), file, attestation: null, request, Scene.Cancellation))).ToArray();
            Assert.Equal(alone, files.Select(file => Describe(() => together.Verify(file, attestation: null, Scene.Cancellation))));
            Assert.Equal(valid, alone.Count(verdict => verdict.StartsWith("True", StringComparison.Ordinal)));
        }
    }

    private static string Describe(Func<CertificateVerdict> verify)
    {
        try
        {
            var verdict = verify();
            return string.Join('\n', new[] { verdict }.Concat(verdict.Lineage).Select(one =>
                $"{one.IsValid} {one.NodeId} {one.ErrorCode?.Name} {one.Reason} {string.Join(' ', one.Checks.Select(check => $"{check.Name}={check.Status}:{check.Detail}"))}"));
        }
        catch (Core.Errors.SwarmException exception)
        {
            return exception.Code;
        }
    }

    private async Task<string[]> ChainAsync()
    {
        var nodes = new List<string> { (await _scene.LaunchAsync("echo 0 > f", "base")).Record.NodeId! };
        foreach (var step in new[] { "echo 1 > f", "echo 2 > f", "echo 3 > f" })
        {
            nodes.Add((await _scene.ResumeAsync(nodes[^1], step)).Record.NodeId!);
        }

        return [.. nodes];
    }

    private void Rewrite(string node, string name)
    {
        // As many bytes as before, and the time of before: only what no program sets tells of it.
        var file = _scene.Layout.NodeFile(node, name);
        var (bytes, time) = (File.ReadAllBytes(file), File.GetLastWriteTimeUtc(file));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, time);
    }

    private void Replace(string node, string name)
    {
        var file = _scene.Layout.NodeFile(node, name);
        var (other, time) = (file + ".other", File.GetLastWriteTimeUtc(file));
        File.WriteAllText(other, File.ReadAllText(file).Replace("\"exit_code\":0", "\"exit_code\":1", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(other, time);
        File.Move(other, file, overwrite: true);
    }

    private void Alter(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_scene.Layout.Catalog};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = OFF; " + sql;
        Assert.InRange(command.ExecuteNonQuery(), 1, 2);
    }

    /// <summary>A clock by which the files of a moment ago are old, so that what was read of them is kept.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddHours(1);
    }
}
