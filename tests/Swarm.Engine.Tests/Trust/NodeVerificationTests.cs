using System.Text;
using Microsoft.Data.Sqlite;
using Swarm.Core.Digests;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trust;
using Swarm.Storage.Nodes;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Tests.Trust;

/// <summary>What a store shows for a node is believed only as far as a signature, or the caller's own digest, goes.</summary>
public sealed class NodeVerificationTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_chain_of_nodes_verifies_to_its_root()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var verdict = Verify(nodes[2], new VerifyRequest { Recurse = true });
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal((nodes[2], "base", 2L), (verdict.NodeId, verdict.Label, verdict.RatchetStep));
        Assert.Equal([nodes[1], nodes[0]], verdict.Lineage.Select(ancestor => ancestor.NodeId));
        Assert.Equal(
            [CheckNames.Schema, CheckNames.Signature, CheckNames.Record, CheckNames.Parent, CheckNames.Continuity, CheckNames.Lineage],
            verdict.Checks.Where(check => check.Status == CheckStatus.Passed).Select(check => check.Name));
    }

    [Fact]
    public async Task The_callers_expectations_are_checked()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var digest = _scene.Node(nodes[2]).CertificateSha256!.Value;
        Assert.True(Verify(nodes[2], new VerifyRequest { ExpectedArtifactHash = digest, Recurse = true }).IsValid);
        var wrong = Verify(nodes[2], new VerifyRequest { ExpectedArtifactHash = _scene.Node(nodes[1]).CertificateSha256 });
        Assert.False(wrong.IsValid);
        Assert.Contains("digest", wrong.Reason, StringComparison.Ordinal);
        Assert.False(Verify(nodes[2], new VerifyRequest { RequiredCommit = new string('a', 40) }).IsValid);
    }

    [Fact]
    public async Task Without_its_attestation_only_the_callers_own_digest_authenticates_a_certificate()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var digest = _scene.Node(nodes[2]).CertificateSha256!.Value;
        File.Delete(_scene.Layout.NodeFile(nodes[2], NodeFiles.Attestation));
        var verdict = Verify(nodes[2], new VerifyRequest());
        Assert.False(verdict.IsValid);
        Assert.Contains("attestation", verdict.Reason, StringComparison.Ordinal);
        Assert.True(Verify(nodes[2], new VerifyRequest { ExpectedArtifactHash = digest }).IsValid);
    }

    [Fact]
    public async Task Whoever_can_write_the_store_but_not_sign_can_forge_nothing()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var file = _scene.Layout.NodeFile(nodes[2], NodeFiles.Certificate);
        var forged = Encoding.UTF8.GetBytes(File.ReadAllText(file).Replace("\"exit_code\":0", "\"exit_code\":1", StringComparison.Ordinal));
        File.WriteAllBytes(file, forged);
        Alter($"UPDATE node SET certificate_sha256 = '{Digest.Compute(forged)}' WHERE node_id = '{nodes[2]}'");
        Assert.False(Verify(nodes[2], new VerifyRequest()).IsValid);
        File.Delete(_scene.Layout.NodeFile(nodes[2], NodeFiles.Attestation));
        Assert.False(Verify(nodes[2], new VerifyRequest()).IsValid);
        Assert.NotEmpty(_scene.Session.Maintenance.Check(progress: null, Scene.Cancellation).Problems);
    }

    [Fact]
    public async Task Another_nodes_certificate_is_not_this_nodes()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        foreach (var name in new[] { NodeFiles.Certificate, NodeFiles.Attestation })
        {
            File.Copy(_scene.Layout.NodeFile(nodes[1], name), _scene.Layout.NodeFile(nodes[2], name), overwrite: true);
        }

        Alter($"UPDATE node SET certificate_sha256 = (SELECT certificate_sha256 FROM node WHERE node_id = '{nodes[1]}') WHERE node_id = '{nodes[2]}'");
        var verdict = Verify(nodes[2], new VerifyRequest());
        Assert.False(verdict.IsValid);
        Assert.Contains("record", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snapshot_root = (SELECT snapshot_root FROM node WHERE node_id = '{0}')")]
    [InlineData("state_commitment = (SELECT state_commitment FROM node WHERE node_id = '{0}')")]
    [InlineData("net_commitment = (SELECT net_commitment FROM node WHERE node_id = '{0}')")]
    [InlineData("state_id = (SELECT state_id FROM node WHERE node_id = '{0}')")]
    [InlineData("ratchet_step = 7")]
    public async Task A_record_that_says_something_else_than_the_certificate_is_found(string change)
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        Alter($"UPDATE node SET {string.Format(System.Globalization.CultureInfo.InvariantCulture, change, nodes[0])} WHERE node_id = '{nodes[1]}'");
        Assert.False(Verify(nodes[1], new VerifyRequest()).IsValid);
        var child = Verify(nodes[2], new VerifyRequest { Recurse = true });
        Assert.False(child.IsValid);
        Assert.Contains(nodes[1], child.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_ancestor_is_a_gap()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        File.Delete(_scene.Layout.NodeFile(nodes[0], NodeFiles.Certificate));
        Assert.True(Verify(nodes[2], new VerifyRequest()).IsValid);
        var verdict = Verify(nodes[2], new VerifyRequest { Recurse = true });
        Assert.False(verdict.IsValid);
        Assert.Contains(nodes[0], verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_ancestor_keeps_its_certificate()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        _scene.Session.Nodes.Remove(new NodeReference(nodes[1]));
        _scene.Session.Maintenance.Optimize(dryRun: false, progress: null, Scene.Cancellation);
        var verdict = Verify(nodes[2], new VerifyRequest { Recurse = true });
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal("succeeded", (await _scene.ResumeAsync(nodes[2], "cat f")).Record.Status);
    }

    [Fact]
    public async Task Exported_certificates_verify_as_files_with_their_ancestors_beside_them()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var files = _scene.Session.Trust.Export(new NodeReference(nodes[2]), "shown", recurse: true, Scene.Cancellation);
        Assert.Equal(6, files.Count);

        var file = Path.Combine("shown", nodes[2], NodeFiles.Certificate);
        var own = CertificateFiles.Verify(_scene.Options(), file, attestation: null, new VerifyRequest { Recurse = true }, Scene.Cancellation);
        Assert.True(own.IsValid, own.Reason);
        Assert.Equal(2, own.Lineage.Count);

        // Elsewhere nobody trusts the key, until it is named.
        using var elsewhere = new Scene();
        var options = elsewhere.Options() with { CurrentFolder = _scene.Folder };
        Assert.False(CertificateFiles.Verify(options, file, attestation: null, new VerifyRequest(), Scene.Cancellation).IsValid);
        var key = StoreKey();
        Assert.True(CertificateFiles.Verify(options, file, attestation: null, new VerifyRequest { TrustedKeys = [key], Recurse = true }, Scene.Cancellation).IsValid);
        Assert.Throws<Core.Errors.SwarmException>(() => CertificateFiles.Verify(options, "shown", attestation: null, new VerifyRequest(), Scene.Cancellation));
    }

    [Fact]
    public async Task A_lineage_through_forks_is_exported_so_that_it_verifies()
    {
        Scene.NeedUnix();
        var root = (await _scene.LaunchAsync("echo 0 > f", "base")).Record.NodeId!;
        var fork = _scene.Session.Nodes.Fork(new NodeReference(root), ["bold"])[0].Record.NodeId;
        var tip = (await _scene.ResumeAsync(fork, "echo 1 > f")).Record.NodeId!;
        _scene.Session.Trust.Export(new NodeReference(tip), "shown", recurse: true, Scene.Cancellation);
        var file = Path.Combine("shown", tip, NodeFiles.Certificate);
        var verdict = CertificateFiles.Verify(_scene.Options(), file, attestation: null, new VerifyRequest { Recurse = true, Required = [CheckNames.Lineage] }, Scene.Cancellation);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Single(verdict.Lineage);
    }

    [Fact]
    public async Task A_store_that_was_rolled_back_lacks_the_expected_head()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        _scene.Reopen();
        var saved = _scene.Layout.Folder + "-saved";
        CopyFolder(_scene.Layout.Folder, saved);
        await _scene.ResumeAsync("base", "echo 3 > f");
        var head = _scene.Session.Trust.GetHead();
        var copy = Path.Combine(_scene.Folder, "heads-kept-elsewhere.jsonl");
        File.Copy(head.LogFile, copy);
        var byHead = new VerifyRequest { ExpectedHead = head.Digest };
        var byCopy = new VerifyRequest { HeadLogFile = copy };
        Assert.True(Verify(nodes[2], byHead).IsValid);
        Assert.True(Verify(nodes[2], byCopy).IsValid);

        _scene.Reopen();
        Directory.Delete(_scene.Layout.Folder, recursive: true);
        Directory.Move(saved, _scene.Layout.Folder);
        Assert.True(Verify(nodes[2], new VerifyRequest { Recurse = true }).IsValid);
        foreach (var request in new[] { byHead, byCopy })
        {
            var verdict = Verify(nodes[2], request);
            Assert.Equal((false, Core.Errors.ErrorCode.HeadMismatch), (verdict.IsValid, verdict.ErrorCode));
            Assert.Contains("rolled back", verdict.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_branch_that_the_store_hides_is_named()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        var hidden = (await _scene.LaunchAsync("true", "hidden")).Record.NodeId!;
        var head = _scene.Session.Trust.GetHead().Digest;
        Alter($"PRAGMA foreign_keys = OFF; DELETE FROM node WHERE node_id = '{hidden}'");
        var verdict = Verify(nodes[2], new VerifyRequest { ExpectedHead = head });
        Assert.False(verdict.IsValid);
        Assert.Contains("hidden", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains(hidden, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_certificate_is_found_in_a_copy_of_the_head_log()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        _scene.Session.Trust.Export(new NodeReference(nodes[2]), Path.Combine("shown", nodes[2]), recurse: false, Scene.Cancellation);
        var head = _scene.Session.Trust.GetHead();
        var request = new VerifyRequest { HeadLogFile = head.LogFile, ExpectedHead = head.Digest, Required = [CheckNames.Heads] };
        Assert.True(VerifyFile(request).IsValid);
        Assert.False(VerifyFile(request with { HeadLogFile = null }).IsValid);
        Assert.False(VerifyFile(request with { ExpectedHead = Digest.Compute("another"u8) }).IsValid);
        var altered = _scene.Write("altered.jsonl", File.ReadAllText(head.LogFile).Replace("\"sig\":\"", "\"sig\":\"A", StringComparison.Ordinal));
        Assert.False(VerifyFile(request with { HeadLogFile = altered }).IsValid);
        Assert.Throws<Core.Errors.SwarmException>(() => VerifyFile(request with { HeadLogFile = "nowhere.jsonl" }));

        CertificateVerdict VerifyFile(VerifyRequest request) =>
            CertificateFiles.Verify(_scene.Options(), Path.Combine("shown", nodes[2], NodeFiles.Certificate), attestation: null, request, Scene.Cancellation);
    }

    [Fact]
    public async Task A_key_counts_for_its_roles_and_for_nothing_once_it_is_revoked()
    {
        Scene.NeedUnix();
        var nodes = await ChainAsync();
        _scene.Session.Trust.Export(new NodeReference(nodes[0]), "shown", recurse: false, Scene.Cancellation);
        using var elsewhere = new Scene();
        var keys = new Swarm.Engine.Keys.TrustedKeys(elsewhere.Options());
        var key = StoreKey();
        Assert.False(VerifyElsewhere().IsValid);
        keys.Trust(key, ["head"]);
        Assert.False(VerifyElsewhere().IsValid);
        Assert.Equal(["certificate"], keys.Trust(key, ["certificate"]).Roles);
        Assert.True(VerifyElsewhere().IsValid);
        Assert.True(keys.Revoke(key).IsRevoked);
        var verdict = VerifyElsewhere();
        Assert.False(verdict.IsValid);
        Assert.Contains("revoked", verdict.Reason, StringComparison.Ordinal);
        Assert.False(VerifyElsewhere(new VerifyRequest { TrustedKeys = [key] }).IsValid);
        Assert.Throws<Core.Errors.SwarmException>(() => keys.Trust(key, []));
        Assert.Equal([(key, true)], keys.List().Select(listed => (listed.Key, listed.IsRevoked)));

        // One's own key too.
        new Swarm.Engine.Keys.TrustedKeys(_scene.Options()).Revoke(key);
        _scene.Reopen();
        Assert.False(Verify(nodes[2], new VerifyRequest()).IsValid);

        CertificateVerdict VerifyElsewhere(VerifyRequest? request = null) => CertificateFiles.Verify(
            elsewhere.Options() with { CurrentFolder = _scene.Folder }, Path.Combine("shown", NodeFiles.Certificate), attestation: null, request ?? new VerifyRequest(), Scene.Cancellation);
    }

    [Fact]
    public void A_check_that_nobody_knows_cannot_be_required() =>
        Assert.Throws<Core.Errors.SwarmException>(() => CertificateFiles.Verify(_scene.Options(), "c", attestation: null, new VerifyRequest { Required = ["everything"] }, Scene.Cancellation));

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private string StoreKey()
    {
        using var store = _scene.OpenStore();
        return store.Keys.Public.VerificationKey.ToString();
    }

    private CertificateVerdict Verify(string node, VerifyRequest request) => _scene.Session.Trust.VerifyNode(new NodeReference(node), request, Scene.Cancellation);

    private async Task<string[]> ChainAsync()
    {
        var nodes = new List<string> { (await _scene.LaunchAsync("echo 0 > f", "base")).Record.NodeId! };
        nodes.Add((await _scene.ResumeAsync("base", "echo 1 > f")).Record.NodeId!);
        nodes.Add((await _scene.ResumeAsync("base", "echo 2 > f")).Record.NodeId!);
        return [.. nodes];
    }

    private void Alter(string sql)
    {
        _scene.Reopen();
        using var connection = new SqliteConnection($"Data Source={_scene.Layout.Catalog};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.InRange(command.ExecuteNonQuery(), 1, 2);
    }
}
