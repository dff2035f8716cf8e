<#
.SYNOPSIS
    Signs the module's own files with Authenticode, on Windows, and checks each signature.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder of the module that is shipped.
    [Parameter(Mandatory)]
    [string] $ModulePath,

    # A PKCS #12 file with certificate and key, in base 64.
    [Parameter(Mandatory)]
    [string] $Certificate,

    # The password of it.
    [Parameter(Mandatory)]
    [securestring] $Password,

    # The service that tells the time of signing.
    [uri] $TimestampServer = 'http://timestamp.digicert.com'
)

$ErrorActionPreference = 'Stop'
$signer = [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12([System.Convert]::FromBase64String($Certificate), [pscredential]::new('signing', $Password).GetNetworkCredential().Password)
$own = Get-ChildItem -LiteralPath $ModulePath -Recurse -File | Where-Object Name -Match '^(Swarm|swarm-).*\.(dll|psd1|ps1xml)$'
foreach ($file in $own) {
    if ($PSCmdlet.ShouldProcess($file.FullName)) {
        $signature = Set-AuthenticodeSignature -FilePath $file.FullName -Certificate $signer -HashAlgorithm SHA256 -TimestampServer $TimestampServer
        if ($signature.Status -ne 'Valid') {
            throw "'$($file.Name)' could not be signed: $($signature.StatusMessage)"
        }
    }
}
