# SecretManagement gives each function the vault's name and the parameters that it was registered with.

function Get-Secret([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters) {
    if (Test-Path (Join-Path $AdditionalParameters.Path locked)) { throw "The vault $VaultName is locked." }
    $file = Join-Path $AdditionalParameters.Path "$Name.xml"
    if (Test-Path $file) { Import-Clixml $file }
}

function Set-Secret([string] $Name, [object] $Secret, [string] $VaultName, [hashtable] $AdditionalParameters) {
    $Secret | Export-Clixml (Join-Path $AdditionalParameters.Path "$Name.xml")
}

function Remove-Secret([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters) {
    Remove-Item (Join-Path $AdditionalParameters.Path "$Name.xml")
}

function Get-SecretInfo([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters) {
    Get-ChildItem $AdditionalParameters.Path -Filter *.xml | Where-Object BaseName -Like $Filter | ForEach-Object {
        $type = switch (Import-Clixml $_.FullName) { { $_ -is [pscredential] } { 'PSCredential' } { $_ -is [hashtable] } { 'Hashtable' } default { 'SecureString' } }
        [Microsoft.PowerShell.SecretManagement.SecretInformation]::new($_.BaseName, $type, $VaultName)
    }
}

function Test-SecretVault([string] $VaultName, [hashtable] $AdditionalParameters) { Test-Path $AdditionalParameters.Path }
