BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Export-SwarmWorkspace' {
    It 'writes nothing with -WhatIf' {
        $base | Export-SwarmWorkspace -Destination ./out -WhatIf | Should -BeNullOrEmpty
        Test-Path out | Should -BeFalse
    }

    It 'writes the workspace' {
        $folder = $base | Export-SwarmWorkspace -Destination ./out
        $folder | Should -BeOfType System.IO.DirectoryInfo
        Get-Content out/readme.txt | Should -Be 'a small workspace'
        Get-Content out/label.txt | Should -Be base
    }

    It 'refuses a folder with something in it' {
        Export-SwarmWorkspace base ./repo -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }

    It 'writes a patch of what changed since the lineage began' {
        $bold = $base | Resume-SwarmRun -Label bold { 'bold' > label.txt; 'new' > new.txt }
        $bold | Export-SwarmWorkspace -Destination ./bold.patch -As Patch -WhatIf | Should -BeNullOrEmpty
        Test-Path bold.patch | Should -BeFalse
        $patch = $bold | Export-SwarmWorkspace -Destination ./bold.patch -As Patch
        $patch | Should -BeOfType System.IO.FileInfo
        Get-Content bold.patch | Should -Contain '+bold'
        Export-SwarmWorkspace bold ./bold.patch -As Patch -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
        Export-SwarmWorkspace bold ./bold.patch -As Patch -Force -Path new.txt | Out-Null
        Get-Content bold.patch | Should -Not -Contain '+bold'
        Export-SwarmWorkspace bold ./same.patch -As Patch -Base bold -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
        "$warning" | Should -BeLike 'Nothing differs*'
    }

    It 'writes what a launch changed in the folder that it was given' {
        Export-SwarmWorkspace base ./base.patch -As Patch -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSpecInvalid,*'
        Export-SwarmWorkspace base ./base.patch -As Patch -BaseFolder ./repo | Out-Null
        Get-Content base.patch | Should -Contain '+base'
        if (Get-Command git -CommandType Application -ErrorAction Ignore) {
            Copy-Item ./repo ./clone -Recurse
            git -C clone apply ../base.patch
            Get-Content clone/label.txt | Should -Be base
        }
    }

    It 'takes what belongs to a patch with a patch alone' {
        { Export-SwarmWorkspace base ./other -Base base } | Should -Throw -ErrorId 'SwarmSpecInvalid,*'
    }
}
