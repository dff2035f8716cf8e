using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Tests.Support;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Tests.Tickets;

public sealed class TicketTests : IDisposable
{
    private readonly SigningKey _operator = SigningKey.Create(RandomSource.System);
    private readonly SigningKey _worker = SigningKey.Create(RandomSource.System);
    private readonly TestClock _clock = new();

    [Fact]
    public void A_ticket_comes_back_as_it_was_issued_and_verifies()
    {
        var claims = Samples.Claims(_worker) with { Hosts = ["*.example.org"], Ports = [443], Ranges = null };
        var ticket = Verify(Ticket.Issue(claims, _operator).Export());
        Assert.Equal(claims.Hosts, ticket.Claims.Hosts);
        Assert.Equal(claims.Ports, ticket.Claims.Ports);
        Assert.Null(ticket.Claims.Ranges);
        Assert.Equal(claims with { Hosts = null, Ports = null }, ticket.Claims with { Hosts = null, Ports = null });
        Assert.Equal(_worker.PublicKey, ticket.WorkerKey);
        Assert.Equal(_operator.PublicKey.KeyId, ticket.KeyId);
    }

    [Fact]
    public void It_prints_without_its_signature()
    {
        var ticket = Ticket.Issue(Samples.Claims(_worker), _operator);
        Assert.Matches("^ticket-[0-9a-z]{24} \\(session home, run run-[0-9a-z]{24}, until [0-9TZ:-]+\\)$", ticket.ToString());
        Assert.DoesNotContain(ticket.Export().Split('.')[2], $"{ticket}", StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_than_a_trusted_one_counts_for_nothing()
    {
        using var stranger = SigningKey.Create(RandomSource.System);
        ExpectInvalid(Ticket.Issue(Samples.Claims(_worker), stranger).Export());
        // One that names the trusted key and is signed by another.
        var parts = Parts(Ticket.Issue(Samples.Claims(_worker), stranger));
        ExpectInvalid(Sign($"{{\"alg\":\"EdDSA\",\"kid\":\"{_operator.PublicKey.KeyId}\",\"typ\":\"swarm-ticket-v1\"}}", parts.Payload, stranger));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("Ed25519")]
    [InlineData("ES256")]
    public void Another_algorithm_is_refused_though_the_signature_is_right(string algorithm) => ExpectInvalid(Sign(
        $"{{\"alg\":\"{algorithm}\",\"kid\":\"{_operator.PublicKey.KeyId}\",\"typ\":\"swarm-ticket-v1\"}}", Parts(Issue()).Payload, _operator));

    [Theory]
    [InlineData("{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"JWT\"}")]
    [InlineData("{\"alg\":\"EdDSA\",\"kid\":\"KID\"}")]
    [InlineData("{\"alg\":\"EdDSA\",\"typ\":\"swarm-ticket-v1\"}")]
    [InlineData("{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"kid\":\"KID\",\"typ\":\"swarm-ticket-v1\"}")]
    [InlineData("{\"alg\":\"EdDSA\",\"jwk\":{},\"kid\":\"KID\",\"typ\":\"swarm-ticket-v1\"}")]
    [InlineData("{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"swarm-ticket-v1\"}")]
    [InlineData("{\"alg\": \"EdDSA\",\"kid\":\"KID\",\"typ\":\"swarm-ticket-v1\"}")]
    [InlineData("{\"kid\":\"KID\",\"alg\":\"EdDSA\",\"typ\":\"swarm-ticket-v1\"}")]
    [InlineData("{\"alg\":\"EdDSA\",\"kid\":\"sha256:00\",\"typ\":\"swarm-ticket-v1\"}")]
    [InlineData("[]")]
    [InlineData("")]
    public void Another_header_is_refused_though_the_signature_is_right(string header) =>
        ExpectInvalid(Sign(header.Replace("KID", _operator.PublicKey.KeyId, StringComparison.Ordinal), Parts(Issue()).Payload, _operator));

    [Fact]
    public void A_token_without_a_signature_is_refused()
    {
        var text = Issue().Export();
        ExpectInvalid(text[..(text.LastIndexOf('.') + 1)]);
        ExpectInvalid(text[..text.LastIndexOf('.')]);
        ExpectInvalid(new string('A', Ticket.MostCharacters + 1));
    }

    [Theory]
    [InlineData("jti", "\"ticket-1\"")]
    [InlineData("jti", "null")]
    [InlineData("session", "\"Home\"")]
    [InlineData("session", "\"\"")]
    [InlineData("session", "\"a/b\"")]
    [InlineData("broker", "\"127.0.0.1\"")]
    [InlineData("broker", "\"127.0.0.1:0443\"")]
    [InlineData("broker", "\"[fe80::1%25eth0]:443\"")]
    [InlineData("broker_key", "\"sha256:00\"")]
    [InlineData("run_id", "\"\"")]
    [InlineData("run_id", "\"a b\"")]
    [InlineData("cnf", "{}")]
    [InlineData("cnf", "{\"jwk\":{\"crv\":\"Ed25519\",\"kty\":\"EC\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}}")]
    [InlineData("cnf", "{\"jwk\":{\"crv\":\"Ed25519\",\"d\":\"AA\",\"kty\":\"OKP\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}}")]
    [InlineData("cnf", "{\"jwk\":{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}}")]
    [InlineData("hosts", "null")]
    [InlineData("hosts", "[\"Example.org\"]")]
    [InlineData("hosts", "\"example.org\"")]
    [InlineData("ports", "[0]")]
    [InlineData("ports", "[443,443]")]
    [InlineData("ports", "[4.43e2]")]
    [InlineData("ranges", "[\"10.0.0.1/8\"]")]
    [InlineData("ranges", "[null]")]
    [InlineData("exp", "\"soon\"")]
    [InlineData("exp", "1.5")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "999999999999")]
    [InlineData("scope", "\"all\"")]
    [InlineData("aud", "\"provider\"")]
    [InlineData("critical_rule", "1")]
    public void Another_claim_is_refused_though_the_signature_is_right(string member, string value)
    {
        var claims = JsonNode.Parse(Parts(Issue()).Payload)!.AsObject();
        claims[member] = JsonNode.Parse(value);
        var sorted = new JsonObject(claims.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        ExpectInvalid(Sign(Parts(Issue()).Header, sorted.ToJsonString(), _operator));
    }

    [Theory]
    [InlineData("jti")]
    [InlineData("session")]
    [InlineData("broker")]
    [InlineData("broker_key")]
    [InlineData("run_id")]
    [InlineData("cnf")]
    [InlineData("iat")]
    [InlineData("nbf")]
    [InlineData("exp")]
    public void A_missing_claim_is_refused_though_the_signature_is_right(string member)
    {
        var claims = JsonNode.Parse(Parts(Issue()).Payload)!.AsObject();
        Assert.True(claims.Remove(member));
        ExpectInvalid(Sign(Parts(Issue()).Header, claims.ToJsonString(), _operator));
    }

    [Fact]
    public void Any_changed_character_is_caught()
    {
        var text = Issue().Export();
        var random = new Random(20260101);
        for (var round = 0; round < 300; round++)
        {
            var changed = text.ToCharArray();
            var at = random.Next(text.Length);
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            ExpectInvalid(new string(changed));
        }
    }

    [Fact]
    public void Its_time_has_a_leeway_of_half_a_minute_on_both_sides()
    {
        var claims = Samples.Claims(_worker, _clock);
        var text = Ticket.Issue(claims with { Nbf = claims.Nbf + 100 }, _operator).Export();
        Expect(ErrorCode.RouteTicketExpired, text);
        _clock.Move(TimeSpan.FromSeconds(75));
        Verify(text);
        _clock.Move(TimeSpan.FromSeconds(550));
        Verify(text);
        _clock.Move(TimeSpan.FromSeconds(10));
        Expect(ErrorCode.RouteTicketExpired, text);
    }

    [Fact]
    public void It_is_good_for_seven_days_at_most()
    {
        var claims = Samples.Claims(_worker);
        Assert.NotNull(Ticket.Issue(claims with { Exp = claims.Nbf + (7 * 86400) }, _operator));
        var refused = Assert.Throws<SwarmException>(() => Ticket.Issue(claims with { Exp = claims.Nbf + (7 * 86400) + 1 }, _operator));
        Assert.Equal(ErrorCode.RouteTicketInvalid, refused.ErrorCode);
        Assert.Throws<SwarmException>(() => Ticket.Issue(claims with { Exp = claims.Nbf }, _operator));
    }

    [Fact]
    public void A_workers_key_follows_from_the_chain_and_the_run()
    {
        using var chain = RatchetChain.CreateRoot(RatchetKind.Net, RandomSource.System);
        using var first = chain.DeriveSigningKey(RatchetKeyUse.Ticket, "run-1");
        using var again = chain.DeriveSigningKey(RatchetKeyUse.Ticket, "run-1");
        using var other = chain.DeriveSigningKey(RatchetKeyUse.Ticket, "run-2");
        Assert.Equal(first.PublicKey, again.PublicKey);
        Assert.NotEqual(first.PublicKey, other.PublicKey);
    }

    public void Dispose()
    {
        _operator.Dispose();
        _worker.Dispose();
    }

    private Ticket Issue() => Ticket.Issue(Samples.Claims(_worker), _operator);

    private Ticket Verify(string text) => new TicketVerifier([_operator.PublicKey], revocations: null, _clock).Verify(text);

    private void ExpectInvalid(string text) => Expect(ErrorCode.RouteTicketInvalid, text);

    private void Expect(ErrorCode error, string text)
    {
        var refused = Assert.Throws<SwarmException>(() => Verify(text));
        Assert.Equal(error, refused.ErrorCode);
        Assert.Equal(6, refused.ExitCode);
    }

    private static (string Header, string Payload) Parts(Ticket ticket)
    {
        var parts = ticket.Export().Split('.');
        return (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])), Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
    }

    private static string Sign(string header, string payload, SigningKey key) => CompactJws.Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload), key);
}
