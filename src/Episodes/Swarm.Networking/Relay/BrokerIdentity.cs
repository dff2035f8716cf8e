using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Swarm.Core.Digests;
using Swarm.Core.Files;
using Swarm.Cryptography.Keys;

namespace Swarm.Networking.Relay;

/// <summary>
/// A broker's own ECDSA P-256 key and a certificate for it that nobody else signed: what counts is the pin, the digest of its
/// SubjectPublicKeyInfo.
/// </summary>
public sealed class BrokerIdentity : IDisposable
{
    private const string Subject = "CN=swarm-broker";
    private const int Years = 10;

    private BrokerIdentity(X509Certificate2 certificate) => (Certificate, Pin) = (certificate, PinOf(certificate));

    /// <summary>The pin.</summary>
    public Digest Pin { get; }

    internal X509Certificate2 Certificate { get; }

    /// <summary>Makes a key that lives as long as this object.</summary>
    /// <param name="time">The clock, for the certificate's dates, which nobody checks.</param>
    public static BrokerIdentity Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Of(key, time);
    }

    /// <summary>Takes the key of a protected file, which is made first where it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Core.Errors.SwarmException">The file is open to others or damaged.</exception>
    public static BrokerIdentity OpenOrCreate(string path, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (!File.Exists(path))
        {
            CreateFile(path);
        }

        var bytes = SecretFile.Read(path);
        try
        {
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(bytes, out _);
            return Of(key, time);
        }
        catch (CryptographicException exception)
        {
            throw new Core.Errors.SwarmException(
                Core.Errors.ErrorCode.KeyInvalid, $"The broker's key file {path} is damaged: restore it from a copy, or remove it and issue new tickets.", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    internal static Digest PinOf(X509Certificate2 certificate) => Digest.Compute(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    private static void CreateFile(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var bytes = key.ExportPkcs8PrivateKey();
        try
        {
            DurableFile.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            SecretFile.Create(path, bytes);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another broker of this user made it first.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(path, exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static BrokerIdentity Of(ECDsa key, TimeProvider time)
    {
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        // Windows signs only with keys that its own store has seen.
        return new BrokerIdentity(X509CertificateLoader.LoadPkcs12(
            certificate.Export(X509ContentType.Pkcs12), password: null, OperatingSystem.IsWindows() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet));
    }
}
