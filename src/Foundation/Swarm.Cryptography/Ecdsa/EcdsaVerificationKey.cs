using System.Security.Cryptography;

namespace Swarm.Cryptography.Ecdsa;

/// <summary>An ECDSA public key on P-256, P-384 or P-521, with strict verification (<see cref="EcdsaSignature"/>).</summary>
public sealed class EcdsaVerificationKey
{
    private const byte Uncompressed = 4;

    // DER has one encoding of a value, so that all before the point is always the same.
    private static readonly (EllipticCurve Curve, byte[] Prefix)[] Prefixes =
    [
        (EllipticCurve.P256, Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d030107034200")),
        (EllipticCurve.P384, Convert.FromHexString("3076301006072a8648ce3d020106052b81040022036200")),
        (EllipticCurve.P521, Convert.FromHexString("30819b301006072a8648ce3d020106052b8104002303818600")),
    ];

    private readonly EllipticCurve _curve;

    private readonly byte[] _point;

    // Taking a key over into the platform costs more than verifying with it. One user at a time: whoever finds none makes another.
    private ECDsa? _idle;

    /// <summary>Takes a key. A point that is not on the curve verifies nothing.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="point">The uncompressed point (SEC 1, section 2.3.3): 65, 97 or 133 bytes.</param>
    /// <exception cref="ArgumentException">It is not encoded so.</exception>
    public EcdsaVerificationKey(EllipticCurve curve, ReadOnlySpan<byte> point)
    {
        _curve = curve;
        _point = point.Length == PointSize(curve) && point[0] == Uncompressed
            ? point.ToArray()
            : throw new ArgumentException("This is no uncompressed point of the curve.", nameof(point));
    }

    /// <summary>Reads a key with its algorithm (RFC 5480): a named curve and an uncompressed point on it.</summary>
    /// <param name="der">A SubjectPublicKeyInfo, of any length and content.</param>
    /// <returns>The key; null where these are not exactly the bytes of such a key.</returns>
    public static EcdsaVerificationKey? FromSubjectPublicKeyInfo(ReadOnlySpan<byte> der)
    {
        foreach (var (curve, prefix) in Prefixes)
        {
            if (der.StartsWith(prefix) && der[prefix.Length..] is [Uncompressed, ..] point && point.Length == PointSize(curve))
            {
                var key = new EcdsaVerificationKey(curve, point);
                return key.IsOnCurve() ? key : null;
            }
        }

        return null;
    }

    /// <summary>Verifies a signature.</summary>
    /// <param name="hash">The hash of what was signed.</param>
    /// <param name="signature">The signature as DER (RFC 3279, section 2.2.3), of any length and content.</param>
    /// <returns>Whether it is this key's over exactly this hash.</returns>
    public bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        if (EcdsaSignature.Read(signature, _curve) is not { } pair)
        {
            return false;
        }

        try
        {
            var ecdsa = Interlocked.Exchange(ref _idle, null) ?? Create();
            try
            {
                return ecdsa.VerifyHash(hash, pair, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }
            finally
            {
                Interlocked.Exchange(ref _idle, ecdsa)?.Dispose();
            }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>How many bytes an uncompressed point of a curve has.</summary>
    /// <param name="curve">The curve.</param>
    public static int PointSize(EllipticCurve curve) => curve switch
    {
        EllipticCurve.P256 => 65,
        EllipticCurve.P384 => 97,
        EllipticCurve.P521 => 133,
        _ => throw new ArgumentOutOfRangeException(nameof(curve)),
    };

    private bool IsOnCurve()
    {
        try
        {
            _idle = Create();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ECDsa Create()
    {
        var size = (_point.Length - 1) / 2;
        return ECDsa.Create(new ECParameters
        {
            Curve = _curve switch
            {
                EllipticCurve.P256 => ECCurve.NamedCurves.nistP256,
                EllipticCurve.P384 => ECCurve.NamedCurves.nistP384,
                _ => ECCurve.NamedCurves.nistP521,
            },
            Q = new ECPoint { X = _point[1..(1 + size)], Y = _point[(1 + size)..] },
        });
    }
}
