using System.Diagnostics;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Tests.Support;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Tests.Tickets;

/// <summary>Another implementation of the same standards agrees, where it is installed.</summary>
public sealed class NodePeerTests
{
    private const string Script = """
        const { createPublicKey, verify } = require('node:crypto');
        const [text, x] = process.argv.slice(1);
        const [header, payload, signature] = text.split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url'));
        const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
        const good = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
        const worker = createPublicKey({ key: claims.cnf.jwk, format: 'jwk' });
        console.log(good, JSON.parse(Buffer.from(header, 'base64url')).alg, claims.jti, worker.asymmetricKeyType);
        """;

    [Fact]
    public void Node_verifies_a_ticket()
    {
        using var key = SigningKey.Create(RandomSource.System);
        using var worker = SigningKey.Create(RandomSource.System);
        var ticket = Ticket.Issue(Samples.Claims(worker), key);
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-e");
        start.ArgumentList.Add(Script);
        start.ArgumentList.Add(ticket.Export());
        start.ArgumentList.Add(TicketKey.Of(key.PublicKey).X);
        try
        {
            using var node = Process.Start(start)!;
            var output = node.StandardOutput.ReadToEnd().Trim();
            node.WaitForExit();
            Assert.Equal($"true EdDSA {ticket.Claims.Jti} ed25519", output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node is not installed, so that no other implementation verified a ticket.");
        }
    }
}
