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
        Assert.All(verdict.Checks, check => Assert.Equal(CheckStatus.Passed, check.Status));
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
        foreach (var node in nodes)
        {
            _scene.Session.Trust.Export(new NodeReference(node), Path.Combine("shown", node));
        }

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
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
