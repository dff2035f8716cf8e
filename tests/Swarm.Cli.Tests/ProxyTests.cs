using System.Net;
using System.Net.Sockets;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class ProxyTests : IDisposable
{
    private readonly Scene _scene = new();
    private readonly TcpListener _origin = new(IPAddress.Loopback, 0);
    private readonly Services _services;

    public ProxyTests()
    {
        _services = new Services(_scene);
        _origin.Start();
        _scene.Run("key", "new").Expect(0);
        _scene.Write("root/own.json", """{"type":"swarm-policy-v1","allowed_ranges":["127.0.0.0/8"]}""");
    }

    private string Port => $"{((IPEndPoint)_origin.LocalEndpoint).Port}";

    [Fact]
    public void A_route_leads_through_broker_and_provider_until_its_ticket_is_revoked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The services are ended by a signal.");
        var (broker, listening) = _services.Serve("proxy", "broker", "--port", "0");
        Assert.StartsWith("127.0.0.1:", listening.GetProperty("address").GetString(), StringComparison.Ordinal);
        var (provider, connected) = _services.Serve("proxy", "provider", "--policy", "own.json", "--receipts", "receipts.jsonl");
        Assert.Equal(listening.GetProperty("address").GetString(), connected.GetProperty("address").GetString());
        Assert.Equal(listening.GetProperty("pin").GetString(), connected.GetProperty("pin").GetString());

        var ticket = _scene.Run("proxy", "ticket", "--allow-range", "127.0.0.0/8", "--json").Expect(0);
        Assert.Equal(["ticket_id", "path", "worker_key_path", "worker_key", "session", "broker", "pin", "expires_at"], ticket.AddedKeys);
        Assert.DoesNotContain(File.ReadAllText(ticket.Text("path")!).Trim().Split('.')[2], ticket.Output, StringComparison.Ordinal);

        var probe = _scene.Run("proxy", "probe", "127.0.0.1", Port, "--ticket", "ticket.jws", "--json").Expect(0);
        Assert.Equal(("client_exit", "allowed", "127.0.0.1"), (probe.Text("route_mode"), probe.Text("verdict"), probe.Text("address")));
        _scene.Run("proxy", "probe", "10.0.0.1", "443", "--ticket", "ticket.jws", "--json").ExpectError(6, "ROUTE_DENIED");
        var brokerPort = listening.GetProperty("address").GetString()!.Split(':')[1];
        Assert.Equal("self", _scene.Run("proxy", "probe", "127.0.0.1", brokerPort, "--ticket", "ticket.jws", "--json").ExpectError(6, "ROUTE_DENIED").Text("rule"));
        Assert.Equal(ticket.Text("ticket_id"), _scene.Run("proxy", "ticket", "revoke", "ticket.jws", "--json").Expect(0).Text("ticket_id"));
        _scene.Run("proxy", "probe", "127.0.0.1", Port, "--ticket", "ticket.jws", "--json").ExpectError(6, "ROUTE_TICKET_REVOKED");

        Services.Terminate(provider);
        Services.Terminate(broker);
        var receipts = File.ReadAllLines(_scene["root/receipts.jsonl"]);
        Assert.Equal(3, receipts.Length);
        Assert.Contains("\"verdict\":\"allowed\"", receipts[0], StringComparison.Ordinal);
        Assert.Contains("\"rule\":\"private\"", receipts[1], StringComparison.Ordinal);
        Assert.Contains("\"rule\":\"self\"", receipts[2], StringComparison.Ordinal);
        _scene.Run("proxy", "ticket", "--out", "other.jws").ExpectError(2, "SPEC_INVALID");
    }

    [Fact]
    public void A_direct_route_follows_the_policy()
    {
        _scene.Run("proxy", "probe", "127.0.0.1", Port, "--json").ExpectError(6, "ROUTE_DENIED");
        Assert.Equal("allowed", _scene.Run("proxy", "probe", "127.0.0.1", Port, "--policy", "own.json", "--json").Expect(0).Text("verdict"));
        _scene.Write("root/closed.json", """{"type":"swarm-policy-v1","route_mode":"none"}""");
        Assert.Equal("closed", _scene.Run("proxy", "probe", "127.0.0.1", Port, "--policy", "closed.json", "--json").ExpectError(6, "ROUTE_DENIED").Text("rule"));
        _scene.Write("root/broken.json", "{");
        _scene.Run("proxy", "probe", "127.0.0.1", Port, "--policy", "broken.json").ExpectError(6, "POLICY_INVALID");
        _scene.Run("proxy", "probe", "127.0.0.1", "70000").ExpectError(2, "SPEC_INVALID");
    }

    [Fact]
    public void A_broker_that_is_gone_is_exit_code_6()
    {
        _scene.Run("proxy", "ticket", "--broker", "127.0.0.1:1", "--pin", $"sha256:{new string('0', 64)}").Expect(0);
        _scene.Run("proxy", "probe", "127.0.0.1", Port, "--ticket", "ticket.jws").ExpectError(6, "ROUTE_UNAVAILABLE");
        _scene.Run("proxy", "provider", "--broker", "127.0.0.1:1", "--pin", $"sha256:{new string('0', 64)}").ExpectError(6, "ROUTE_UNAVAILABLE");
        _scene.Run("proxy", "provider", "--pin", "sha256:00", "--broker", "127.0.0.1:1").ExpectError(2, "SPEC_INVALID");
    }

    public void Dispose()
    {
        _services.Dispose();
        _origin.Dispose();
        _scene.Dispose();
    }
}
