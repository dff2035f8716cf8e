using System.Security.Cryptography;
using System.Text;

namespace Swarm.Backends.Tests.S3;

/// <summary>Checks a request's signature as AWS documents it: Signature Version 4, with the body's digest among what is signed.</summary>
internal static class SignatureCheck
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Says with which of S3's codes a request is refused, or null.</summary>
    public static string? Refuse(string method, string rawTarget, IReadOnlyDictionary<string, string> headers, byte[] body, string keyId, string secret)
    {
        if (!headers.TryGetValue("Authorization", out var authorization) || !authorization.StartsWith($"{Algorithm} ", StringComparison.Ordinal))
        {
            return "AccessDenied";
        }

        var parts = authorization[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries).ToDictionary(part => part.Split('=', 2)[0], part => part.Split('=', 2)[1]);
        if (parts["Credential"].Split('/') is not [var id, var date, var region, "s3", "aws4_request"] || id != keyId)
        {
            return "InvalidAccessKeyId";
        }

        var payload = headers.GetValueOrDefault("x-amz-content-sha256", "");
        if (payload != Hex(SHA256.HashData(body)))
        {
            return "XAmzContentSHA256Mismatch";
        }

        var names = parts["SignedHeaders"].Split(';');
        if (!names.Contains("host") || headers.Keys.Any(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !names.Contains(name.ToLowerInvariant())))
        {
            return "AccessDenied";
        }

        var target = rawTarget.Split('?', 2);
        var query = (target.Length == 1 ? "" : target[1]).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : $"{pair}=").Order(StringComparer.Ordinal);
        var request = string.Join('\n', [
            method,
            target[0],
            string.Join('&', query),
            .. names.Select(name => $"{name}:{headers.GetValueOrDefault(name, "").Trim()}"),
            "",
            parts["SignedHeaders"],
            payload,
        ]);
        var toSign = $"{Algorithm}\n{headers.GetValueOrDefault("x-amz-date")}\n{date}/{region}/s3/aws4_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        var key = new[] { date, region, "s3", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes($"AWS4{secret}"), Sign);
        return Hex(Sign(key, toSign)) == parts["Signature"] ? null : "SignatureDoesNotMatch";
    }

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
