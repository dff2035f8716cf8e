using System.Globalization;
using Swarm.Benchmarks.Measuring;

namespace Swarm.Benchmarks.Peers;

/// <summary>The npm package <c>@sigstore/verify</c>, in a process of its own that times many verifications after a warm-up.</summary>
internal sealed class SigstoreJavaScript
{
    private const string Script = """
        const fs = require('fs');
        const { bundleFromJSON } = require('@sigstore/bundle');
        const { TrustedRoot } = require('@sigstore/protobuf-specs');
        const { Verifier, toTrustMaterial, toSignedEntity } = require('@sigstore/verify');
        const [rootFile, bundleFile, artifactFile, count] = process.argv.slice(2);
        const [root, bundle, artifact] = [fs.readFileSync(rootFile), fs.readFileSync(bundleFile), fs.readFileSync(artifactFile)];
        const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(root)));
        const verify = () => new Verifier(material, { ctlogThreshold: 1, tlogThreshold: 1 })
          .verify(toSignedEntity(bundleFromJSON(JSON.parse(bundle)), artifact));
        for (let index = 0; index < Number(count); index++) verify();
        const started = process.hrtime.bigint();
        for (let index = 0; index < Number(count); index++) verify();
        console.log(Number(process.hrtime.bigint() - started) / 1e9);
        """;

    private readonly string _folder;

    private SigstoreJavaScript(string folder) => _folder = folder;

    /// <summary>Installs the package into a folder, or gives null where node or npm are not here.</summary>
    public static SigstoreJavaScript? Install(string folder)
    {
        if (ChildProcess.Find("node") is null || ChildProcess.Find("npm") is null)
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        ChildProcess.Run("npm", ["install", "--prefix", folder, "--silent", "--no-audit", "--no-fund", "@sigstore/verify@3.1.1", "@sigstore/bundle@4.0.0", "@sigstore/protobuf-specs@0.5.2"]);
        File.WriteAllText(Path.Combine(folder, "verify.js"), Script);
        return new SigstoreJavaScript(folder);
    }

    /// <summary>Verifies a bundle some times.</summary>
    /// <returns>How long that took, without the start of the process.</returns>
    public TimeSpan Verify(string root, string bundle, string artifact, int count)
    {
        var seconds = ChildProcess.Run("node", [Path.Combine(_folder, "verify.js"), root, bundle, artifact, count.ToString(CultureInfo.InvariantCulture)]);
        return TimeSpan.FromSeconds(double.Parse(seconds.Trim(), CultureInfo.InvariantCulture));
    }
}
