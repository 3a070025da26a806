"""A few surnames of five languages, in Latin letters, for the tutorial on names."""

SURNAMES = {
    "English": """
        Ashby Bradley Brighton Burton Carlton Chapman Clayton Crawford Dawson Dudley Eastwood
        Fletcher Gardner Hartley Hawthorne Hopkins Huxley Langford Lockwood Mansfield Milton
        Newton Oakley Parker Preston Redford Sheffield Stanley Thornton Underwood Wakefield
        Walton Westbrook Whitfield Winslow Woodward
    """,
    "Italian": """
        Agnelli Bellini Bernardi Bianchi Boccelli Carletti Castellani Colombo Donatelli Esposito
        Fabbri Ferrari Fontanelli Gallo Giordano Grimaldi Leonardi Lombardi Mancini Marchetti
        Martinelli Moretti Orlando Palmieri Pellegrini Ricciardi Romano Rossetti Salvatori
        Santoro Tedesco Valentini Ventura Vitale Zambelli Zanetti
    """,
    "Japanese": """
        Aoki Fujimoto Fukuda Hamasaki Hashimoto Hayashi Ishikawa Itou Kawaguchi Kimura Kobayashi
        Kurosawa Matsumoto Miyazaki Mori Murakami Nakagawa Nakamura Nishimura Okada Ozaki Sakamoto
        Sasaki Shimizu Suzuki Takahashi Takeda Tanaka Uchida Ueno Wakabayashi Watanabe Yamada
        Yamaguchi Yamamoto Yoshida
    """,
    "Polish": """
        Adamczyk Borkowski Chmielewski Czarnecki Dabrowski Gajewski Gorski Grabowski Jankowski
        Jaworski Kaczmarek Kaminski Kowalczyk Kowalski Kozlowski Krawczyk Lewandowski Majewski
        Malinowski Nowicki Olszewski Pawlowski Piotrowski Przybylski Rutkowski Sadowski Sikorski
        Sobczak Szczepanski Szymanski Tomaszewski Walczak Wieczorek Wisniewski Wojciechowski
        Zielinski
    """,
    "Greek": """
        Alexandropoulos Anagnostou Angelopoulos Antoniadis Christodoulou Demetriou Dimopoulos
        Economou Georgiadis Giannakis Hatzis Ioannou Kalogeropoulos Karagiannis Katsaros
        Konstantinidis Kyriakou Lambropoulos Makris Manolakis Mavridis Michaelidis Nikolaidis
        Oikonomou Pantazis Papadakis Papadopoulos Papanikolaou Pavlidis Petrakis Samaras
        Stavropoulos Theodorou Triantafyllou Vasilakis Xenakis
    """,
}
"""Each language with its names, parted by white space."""
