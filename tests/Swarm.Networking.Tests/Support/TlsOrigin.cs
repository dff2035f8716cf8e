using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Swarm.Networking.Tests.Support;

/// <summary>A small web server for a folder, over TLS and without: GET gives files, POST the digest of what came, <c>/redirect</c> leads away.</summary>
internal sealed class TlsOrigin : IDisposable
{
    private readonly string _folder;
    private readonly X509Certificate2 _certificate;
    private readonly RawOrigin _secure;
    private readonly RawOrigin _plain;

    public TlsOrigin(string folder, string redirect = "http://169.254.169.254/")
    {
        _folder = folder;
        Redirect = redirect;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=origin.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ProxyScene.Origin);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        CertificateFile = Path.Combine(folder, "..", $"{Path.GetFileName(folder)}.pem");
        File.WriteAllText(CertificateFile, made.ExportCertificatePem());
        _secure = new RawOrigin(ServeSecureAsync);
        _plain = new RawOrigin(async socket =>
        {
            await using var stream = new NetworkStream(socket);
            await ServeAsync(stream);
            socket.Shutdown(SocketShutdown.Send);
            await RawOrigin.DrainAsync(socket);
        });
    }

    public string CertificateFile { get; }

    public X509Certificate2 Certificate => _certificate;

    public string Redirect { get; }

    public int SecurePort => _secure.Port;

    public int PlainPort => _plain.Port;

    public string Secure => $"https://origin.test:{_secure.Port}";

    public string Plain => $"http://origin.test:{_plain.Port}";

    public void Dispose()
    {
        _secure.Dispose();
        _plain.Dispose();
        _certificate.Dispose();
        File.Delete(CertificateFile);
    }

    private async Task ServeSecureAsync(Socket socket)
    {
        try
        {
            await using var stream = new SslStream(new NetworkStream(socket));
            await stream.AuthenticateAsServerAsync(_certificate);
            await ServeAsync(stream);
            await stream.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
            await RawOrigin.DrainAsync(socket);
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client left.
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        var (head, length) = (new MemoryStream(), -1);
        var one = new byte[1];
        while (!Encoding.Latin1.GetString(head.ToArray()).EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return;
            }

            head.Write(one);
        }

        var text = Encoding.Latin1.GetString(head.ToArray());
        var (method, path) = (text.Split(' ')[0], text.Split(' ')[1].Split('?')[0]);
        if (method == "POST")
        {
            length = int.Parse(text.ToLowerInvariant().Split("content-length:")[1].Split('\r')[0].Trim(), CultureInfo.InvariantCulture);
            if (text.Contains("100-continue", StringComparison.OrdinalIgnoreCase))
            {
                await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
            }

            var body = new byte[length];
            await stream.ReadExactlyAsync(body);
            await AnswerAsync(stream, "200 OK", string.Empty, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))));
            return;
        }

        var file = Path.GetFullPath(Path.Combine(_folder, path.TrimStart('/')));
        var answer = path == "/redirect" ? AnswerAsync(stream, "302 Found", $"Location: {Redirect}\r\n", [])
            : file.StartsWith(_folder, StringComparison.Ordinal) && File.Exists(file) ? AnswerAsync(stream, "200 OK", string.Empty, await File.ReadAllBytesAsync(file))
            : AnswerAsync(stream, "404 Not Found", string.Empty, []);
        await answer;
    }

    private static async Task AnswerAsync(Stream stream, string status, string fields, byte[] body)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{fields}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body);
    }
}
