using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Clients;

/// <summary>Programs that people use, through the proxy, to an origin over TLS and one without; what they get is what lies there.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private const int Size = 5_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-clients-").FullName;
    private readonly TlsOrigin _origin;
    private readonly ProxyScene _scene = ProxyScene.ToLoopback();
    private readonly byte[] _body = new byte[Size];

    public ClientTests()
    {
        new Random(4).NextBytes(_body);
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(site);
        File.WriteAllBytes(Path.Combine(site, "large.bin"), _body);
        _origin = new TlsOrigin(site);
    }

    private string BodyFile => Path.Combine(_folder, "site", "large.bin");

    private string BodyDigest => Convert.ToHexStringLower(SHA256.HashData(_body));

    private string ResultFile => Path.Combine(_folder, "result.bin");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        _origin.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Curl(bool secure)
    {
        ClientProcess.Require("curl");
        var root = secure ? _origin.Secure : _origin.Plain;
        var (code, output) = await ClientProcess.RunAsync("curl", ["-sS", "--fail", "--cacert", _origin.CertificateFile, "-o", ResultFile, $"{root}/large.bin"], _scene.Address);
        Assert.True(code == 0, output);
        Assert.Equal(_body, await File.ReadAllBytesAsync(ResultFile));
        (code, output) = await ClientProcess.RunAsync("curl", ["-sS", "--fail", "--cacert", _origin.CertificateFile, "--data-binary", $"@{BodyFile}", $"{root}/post"], _scene.Address);
        Assert.Equal((0, BodyDigest), (code, output));
        await CheckReceiptsAsync(secure, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wget(bool secure)
    {
        ClientProcess.Require("wget");
        var (code, output) = await ClientProcess.RunAsync(
            "wget", ["-q", "--tries=1", $"--ca-certificate={_origin.CertificateFile}", "-O", ResultFile, $"{(secure ? _origin.Secure : _origin.Plain)}/large.bin"], _scene.Address);
        Assert.True(code == 0, output);
        Assert.Equal(_body, await File.ReadAllBytesAsync(ResultFile));
        await CheckReceiptsAsync(secure, 1);
    }

    [Fact]
    public async Task Git_clone_over_https()
    {
        ClientProcess.Require("git");
        var (work, site) = (Path.Combine(_folder, "work"), Path.Combine(_folder, "site", "repository.git"));
        var environment = new Dictionary<string, string>
        {
            ["GIT_CONFIG_GLOBAL"] = Path.Combine(_folder, "none"),
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_SSL_CAINFO"] = _origin.CertificateFile,
            ["GIT_TERMINAL_PROMPT"] = "0",
        };
        Directory.CreateDirectory(work);
        await File.WriteAllBytesAsync(Path.Combine(work, "file.bin"), _body);
        foreach (var arguments in new string[][]
        {
            ["init", "-q", "-b", "main", work],
            ["-C", work, "add", "."],
            ["-C", work, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "one"],
            ["clone", "-q", "--bare", work, site],
            ["-C", site, "update-server-info"],
            ["clone", "-q", $"{_origin.Secure}/repository.git", Path.Combine(_folder, "clone")],
        })
        {
            var (code, output) = await ClientProcess.RunAsync("git", arguments, _scene.Address, environment);
            Assert.True(code == 0, output);
        }

        Assert.Equal(_body, await File.ReadAllBytesAsync(Path.Combine(_folder, "clone", "file.bin")));
        Assert.NotEmpty(await _scene.ReceiptsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Python(bool secure)
    {
        ClientProcess.Require("python3");
        const string Script = """
            import hashlib, ssl, sys, urllib.request
            context = ssl.create_default_context(cafile=sys.argv[2])
            opener = urllib.request.build_opener(urllib.request.ProxyHandler(), urllib.request.HTTPSHandler(context=context))
            body = opener.open(sys.argv[1] + '/large.bin').read()
            print(hashlib.sha256(body).hexdigest(), opener.open(sys.argv[1] + '/post', data=body).read().decode())
            """;
        var (code, output) = await ClientProcess.RunAsync("python3", ["-c", Script, secure ? _origin.Secure : _origin.Plain, _origin.CertificateFile], _scene.Address);
        Assert.Equal((0, $"{BodyDigest} {BodyDigest}"), (code, output.Trim()));
        await CheckReceiptsAsync(secure, 2);
    }

    [Fact]
    public async Task Node_fetch()
    {
        ClientProcess.Require("node");

        // Older Nodes know no proxy variables: their fetch is given a connector that asks for the tunnel.
        const string Script = """
            const [proxy, root] = process.argv.slice(1).map(text => new URL(text));
            const http = require('node:http'), tls = require('node:tls'), crypto = require('node:crypto');
            const connect = (options, done) => {
              const target = `${options.hostname}:${options.port}`;
              http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: target, headers: { host: target } })
                .on('connect', (answer, socket) => {
                  if (answer.statusCode !== 200) return done(new Error(String(answer.statusCode)));
                  const secure = tls.connect({ socket, servername: options.hostname }, () => done(null, secure)).on('error', done);
                }).on('error', done).end();
            };
            (async () => {
              await fetch('data:,').catch(() => {});
              const dispatcher = new (globalThis[Symbol.for('undici.globalDispatcher.1')].constructor)({ connect });
              const body = Buffer.from(await (await fetch(new URL('/large.bin', root), { dispatcher })).arrayBuffer());
              const answer = await (await fetch(new URL('/post', root), { dispatcher, method: 'POST', body })).text();
              console.log(crypto.createHash('sha256').update(body).digest('hex'), answer);
            })().catch(error => { console.error(error); process.exit(1); });
            """;
        var (code, output) = await ClientProcess.RunAsync(
            "node", ["-e", Script, _scene.Address.ToString(), _origin.Secure], environment: new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = _origin.CertificateFile });
        Assert.True(code == 0, output);
        Assert.Equal($"{BodyDigest} {BodyDigest}", output.Trim());
        await CheckReceiptsAsync(secure: true, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HttpClient_of_dotnet(bool secure)
    {
        using var handler = new SocketsHttpHandler
        {
            Proxy = new WebProxy(_scene.Address),
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == _origin.Certificate.GetCertHashString() },
        };
        using var client = new HttpClient(handler);
        var root = secure ? _origin.Secure : _origin.Plain;
        Assert.Equal(_body, await client.GetByteArrayAsync($"{root}/large.bin"));
        using var content = new ByteArrayContent(_body);
        using var answer = await client.PostAsync(new Uri($"{root}/post"), content);
        Assert.Equal(BodyDigest, await answer.Content.ReadAsStringAsync());
        await CheckReceiptsAsync(secure, 2);
    }

    [Fact]
    public async Task A_redirected_request_is_judged_anew()
    {
        ClientProcess.Require("curl");
        var (_, output) = await ClientProcess.RunAsync("curl", ["-sSL", "-w", "%{http_code}", $"{_origin.Plain}/redirect"], _scene.Address);
        Assert.Equal("Denied by the rule 'metadata'.\n403", output);
        Assert.Equal(["allowed", "metadata"], (await _scene.ReceiptsAsync()).Select(receipt => receipt.Rule));
    }

    [Fact]
    public async Task A_name_that_is_not_allowed_is_refused_to_curl()
    {
        ClientProcess.Require("curl");
        var (code, output) = await ClientProcess.RunAsync("curl", ["-sS", "https://elsewhere.test/"], _scene.Address);
        Assert.NotEqual(0, code);
        Assert.Contains("403", output, StringComparison.Ordinal);
        Assert.Equal("host", Assert.Single(await _scene.ReceiptsAsync()).Rule);
    }

    private async Task CheckReceiptsAsync(bool secure, int most)
    {
        var receipts = await _scene.ReceiptsAsync();
        Assert.InRange(receipts.Count, 1, most);
        Assert.All(receipts, receipt => Assert.Equal(("origin.test", secure ? _origin.SecurePort : _origin.PlainPort, "127.0.0.1", "allowed"), (receipt.Host, receipt.Port, receipt.Address, receipt.Verdict)));
        Assert.True(receipts.Sum(receipt => receipt.BytesDown) > (most == 1 ? Size : Size + 64) && receipts.Sum(receipt => receipt.BytesUp) > (most == 1 ? 0 : Size));
    }
}
