using System.Net;
using Swarm.Backends.Bundles;
using Swarm.Backends.Tests.S3;
using Swarm.Backends.Tests.Server;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests.Bundles;

public sealed class S3BundleTests : IAsyncLifetime
{
    private const int PartBytes = 5 * 1024 * 1024;
    private const string SessionToken = "session-token-that-nobody-may-see";
    private S3Server _server = null!;

    private string Address => $"s3://{_server.Bucket}/runs/of-today";

    public async ValueTask InitializeAsync() => _server = await S3Server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(PartBytes)]
    [InlineData(PartBytes + 1)]
    [InlineData((3 * PartBytes) + 12345)]
    public async Task A_bundle_comes_back_from_s3_as_it_was_put_in(int size)
    {
        using var fixture = Connect();
        var (path, content, digest) = fixture.Make(size);
        var locator = await fixture.PutAsync(Address, path, digest);
        Assert.Equal($"{Address}/{digest.ToHex()}.age", locator);
        await fixture.ComesBackAsync(locator, content);
        Assert.Equal(content, Assert.Single(_server.Objects).Value);
        Assert.Equal(size > PartBytes ? (size + PartBytes - 1) / PartBytes : 1, _server.Count("PUT"));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(PartBytes * 2)]
    public async Task A_bundle_that_is_there_is_not_replaced(int size)
    {
        using var fixture = Connect();
        var (path, content, digest) = fixture.Make(size);
        var locator = await fixture.PutAsync(Address, path, digest);
        Assert.Equal(locator, await fixture.PutAsync(Address, path, digest));
        await fixture.ComesBackAsync(locator, content);
        Assert.Equal(0, _server.OpenUploads);

        _server.Objects[$"runs/of-today/{digest.ToHex()}.age"] = [1, 2, 3];
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Address, path, digest));
        Assert.Equal(ErrorCode.BundleStoreRejected, exception.ErrorCode);
        Assert.Equal(0, _server.OpenUploads);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(PartBytes * 2)]
    public async Task A_server_that_knows_no_conditions_takes_a_bundle_all_the_same(int size)
    {
        _server.KnowsConditions = false;
        using var fixture = Connect();
        var (path, content, digest) = fixture.Make(size);
        await fixture.ComesBackAsync(await fixture.PutAsync(Address, path, digest), content);
        Assert.Equal(0, _server.OpenUploads);
    }

    [Fact]
    public async Task A_credential_that_is_given_counts_before_variables()
    {
        using var fixture = Connect(
            variables => variables["AWS_SECRET_ACCESS_KEY"] = "another-credential",
            options => options with { Credential = new NetworkCredential(_server.KeyId, _server.Secret) });
        var (path, content, digest) = fixture.Make(1000);
        await fixture.ComesBackAsync(await fixture.PutAsync(Address, path, digest), content);
        Assert.All(fixture.Trace, line => Assert.DoesNotContain(_server.Secret, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    public async Task A_wrong_credential_is_refused_and_not_repeated_in_the_message(string variable)
    {
        using var fixture = Connect(variables => variables[variable] = "another-credential");
        var (path, _, digest) = fixture.Make(1000);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Address, path, digest));
        Assert.Equal((ErrorCode.BundleStoreForbidden, 4), (exception.ErrorCode, exception.ExitCode));
        Assert.Empty(_server.Objects);
        foreach (var text in fixture.Trace.Append(exception.Message))
        {
            Assert.DoesNotContain("another-credential", text, StringComparison.Ordinal);
            Assert.DoesNotContain(_server.Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(SessionToken, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_that_is_sent_on_to_another_host_goes_nowhere()
    {
        using var fixture = Connect();
        var (path, _, digest) = fixture.Make(1000);
        var sendOn = new Fault.Answer(() => new ServerAnswer(307, []).With("Location", $"{_server.Elsewhere}/{_server.Bucket}/x"));
        _server.Script("PUT", sendOn);
        _server.Script("GET", sendOn, new Fault.Answer(() => new ServerAnswer(302, []).With("Location", $"{_server.Elsewhere}/x")));
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Address, path, digest));
        Assert.Equal(ErrorCode.BundleStoreRejected, exception.ErrorCode);
        await fixture.RefusesAsync(ErrorCode.BundleStoreRejected, $"{Address}/x.age");
        await fixture.RefusesAsync(ErrorCode.BundleStoreRejected, $"{Address}/x.age");
        Assert.Empty(_server.RequestsElsewhere);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(PartBytes * 3)]
    public async Task What_fails_for_a_while_is_repeated(int size)
    {
        using var fixture = Connect();
        var (path, content, digest) = fixture.Make(size);
        _server.Script("PUT", S3Server.Failing(503, "SlowDown"), new Fault.Drop(IsDone: false));
        _server.Script("GET", S3Server.Failing(500, "InternalError"), new Fault.Drop(IsDone: false));
        await fixture.ComesBackAsync(await fixture.PutAsync(Address, path, digest), content);
    }

    [Fact]
    public async Task A_store_that_goes_on_failing_is_unavailable_and_keeps_nothing()
    {
        using var fixture = Connect();
        var (path, _, digest) = fixture.Make(PartBytes * 2);
        _server.Script("PUT", [.. Enumerable.Range(0, 20).Select(_ => S3Server.Failing(503, "SlowDown"))]);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync(Address, path, digest));
        Assert.Equal(ErrorCode.BundleStoreUnavailable, exception.ErrorCode);
        Assert.True(exception.Retryable);
        Assert.Equal(0, _server.OpenUploads);
        Assert.Empty(_server.Objects);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_fetched_anew()
    {
        using var fixture = Connect();
        var (path, content, digest) = fixture.Make(300_000);
        var locator = await fixture.PutAsync(Address, path, digest);
        _server.Script("GET", new Fault.Change(answer => answer with { CutAfter = 1000 }));
        await fixture.ComesBackAsync(locator, content);
        Assert.Equal(2, _server.Count("GET"));

        _server.Script("GET", [.. Enumerable.Range(0, 3).Select(_ => new Fault.Change(answer => answer with { CutAfter = 1000 }))]);
        await fixture.RefusesAsync(ErrorCode.BundleStoreUnavailable, locator, digest);
    }

    [Fact]
    public async Task A_store_that_says_nothing_any_more_is_given_up()
    {
        using var fixture = Connect(change: options => options with { Patience = TimeSpan.FromMilliseconds(300), Attempts = 1 });
        var (path, _, digest) = fixture.Make(300_000);
        var locator = await fixture.PutAsync(Address, path, digest);
        _server.Script("GET", new Fault.Trickle(), new Fault.Hang(IsDone: false));
        Assert.Contains("0.3 s", (await fixture.RefusesAsync(ErrorCode.BundleStoreUnavailable, locator, digest)).Message, StringComparison.Ordinal);
        Assert.Contains("0.3 s", (await fixture.RefusesAsync(ErrorCode.BundleStoreUnavailable, locator, digest)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_cut_or_replaced_in_the_store_is_refused()
    {
        using var fixture = Connect();
        var (path, content, digest) = fixture.Make(5000);
        var locator = await fixture.PutAsync(Address, path, digest);
        var key = _server.Objects.Keys.Single();
        var tampered = content.ToArray();
        tampered[4000] ^= 1;
        foreach (var wrong in new[] { tampered, content[..4999], [.. content, 0], [] })
        {
            _server.Objects[key] = wrong;
            await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, digest);
        }

        _server.Objects[key] = content;
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, Digest.Compute([1]));
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, digest, limit: 4999);
        _server.Script("GET", new Fault.Change(answer => answer with { IsChunked = true }));
        await fixture.RefusesAsync(ErrorCode.ArtifactBundleInvalid, locator, digest, limit: 4999);
        await fixture.ComesBackAsync(locator, content);
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_missing()
    {
        using var fixture = Connect();
        await fixture.RefusesAsync(ErrorCode.ArtifactMissingBundle, $"{Address}/none.age");
        await fixture.RefusesAsync(ErrorCode.BundleStoreNotFound, "s3://another-bucket/none.age");
        var (path, _, digest) = fixture.Make(10);
        var exception = await Assert.ThrowsAsync<SwarmException>(() => fixture.PutAsync("s3://another-bucket", path, digest));
        Assert.Equal(ErrorCode.BundleStoreNotFound, exception.ErrorCode);
    }

    [Fact]
    public async Task An_answer_without_end_that_is_no_bundle_is_not_read()
    {
        using var fixture = Connect();
        _server.Script("GET", new Fault.Answer(() => new ServerAnswer(404, new byte[3 << 20])));
        await fixture.RefusesAsync(ErrorCode.BundleStoreRejected, $"{Address}/none.age");
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_no_parts()
    {
        using var fixture = Connect();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(BundleFixture.Cancel);
        var (path, _, digest) = fixture.Make(PartBytes * 3);
        _server.Script("PUT", new Fault.Hang(IsDone: false) { Reached = cancel.Cancel });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Store.PutAsync(Address, path, digest, cancel.Token));
        Assert.Equal(0, _server.OpenUploads);
        Assert.Empty(_server.Objects);
    }

    [Fact]
    public async Task An_endpoint_or_a_region_that_is_missing_or_no_address_is_named()
    {
        using var fixture = Connect(variables => variables["AWS_ENDPOINT_URL_S3"] = "http://user:secret-word@127.0.0.1/");
        var exception = await fixture.RefusesAsync(ErrorCode.ConfigurationInvalid, $"{Address}/x.age");
        Assert.Contains("AWS_ENDPOINT_URL_S3", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_names_each_exchange_and_no_query()
    {
        using var fixture = Connect();
        var (path, _, digest) = fixture.Make(PartBytes + 1);
        await fixture.PutAsync(Address, path, digest);
        Assert.NotEmpty(fixture.Trace);
        Assert.All(fixture.Trace, line => Assert.DoesNotContain("?", line, StringComparison.Ordinal));
    }

    private BundleFixture Connect(Action<Dictionary<string, string>>? set = null, Func<BundleStoreOptions, BundleStoreOptions>? change = null)
    {
        var variables = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_S3"] = _server.Endpoint,
            ["AWS_ACCESS_KEY_ID"] = _server.KeyId,
            ["AWS_SECRET_ACCESS_KEY"] = _server.Secret,
            ["AWS_SESSION_TOKEN"] = SessionToken,
        };
        set?.Invoke(variables);
        return new BundleFixture(variables, options => (change ?? (same => same))(options with { PartBytes = PartBytes }));
    }
}
